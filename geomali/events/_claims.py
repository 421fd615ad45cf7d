"""Claims of several tellings of one event: which contradict each other, which agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations, product

from geomali.events._records import Claim

__all__ = ["link_claims"]


def link_claims(tellings: Iterable[Sequence[Claim]]) -> tuple[Claim, ...]:
    """Say of the claims about one event which cannot be true together, and which agree.

    Parameters
    ----------
    tellings
        The claims of each telling.  What those of one are to each other was
        said when it was coded, and stays.

    Returns
    -------
    tuple of Claim
        The same claims in the same order; ``conflicts_with`` and
        ``corroborates`` name each other's ids.
    """
    told = [tuple(claims) for claims in tellings]
    against = {claim.claim_id: set(claim.conflicts_with) for claims in told for claim in claims}
    along = {claim.claim_id: set(claim.corroborates) for claims in told for claim in claims}
    across = (pair for some, others in combinations(told, 2) for pair in product(some, others))
    for one, two in across:
        if _contradict(one, two) or _contradict(two, one):
            links = against
        elif _agree(one, two):
            links = along
        else:
            continue
        links[one.claim_id].add(two.claim_id)
        links[two.claim_id].add(one.claim_id)
    return tuple(
        replace(
            claim,
            conflicts_with=tuple(sorted(against[claim.claim_id])),
            corroborates=tuple(sorted(along[claim.claim_id])),
        )
        for claims in told
        for claim in claims
    )


def _contradict(one: Claim, two: Claim) -> bool:
    """Whether the second claim cannot be true if the first is."""
    if one.claimant is not None and one.claimant == two.claimant:
        return False
    if one.stance == "denies" and two.stance != "denies":
        return one.proposition == two.proposition and one.subject in (None, two.subject)
    if "denies" in (one.stance, two.stance):
        return False
    if one.proposition in ("captured", "holds") and two.proposition == "repelled":
        return one.subject is None or one.subject != two.subject
    both = one.proposition in ("captured", "holds") and two.proposition in ("captured", "holds")
    return both and None not in (one.subject, two.subject) and one.subject != two.subject


def _agree(one: Claim, two: Claim) -> bool:
    return (
        one.proposition == two.proposition
        and one.stance != "denies"
        and two.stance != "denies"
        and one.subject is not None
        and one.subject == two.subject
        and (one.claimant, one.claimant_text, one.report_id)
        != (two.claimant, two.claimant_text, two.report_id)
    )
