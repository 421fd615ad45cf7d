"""Fits the weights by which a place is chosen among those whose names match.

    python tests/benchmarks/fit_gazetteer.py LABELS.csv[:SPLIT]… [--core] [--weight KIND=TIMES]… [--prior 3]

Every label is asked with what is said beside it, with its region only, and with nothing, of
the installed gazetteer and (``--core``) of the shipped tables alone. The decisions are those
the resolver meets; their weights are sums, so that the fit is a conditional logit by maximum
likelihood, held near today's weights. A label counts by the root of how often its name occurs.
Prints the weights, the cross-validated likelihood of a decision, and what each threshold of
the score would answer rightly and wrongly.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.optimize import minimize

from geomali.gazetteer import _rank, _resolve, load_gazetteer
from geomali.gazetteer._geodesy import distance_km
from geomali.gazetteer._hints import Hints

if TYPE_CHECKING:
    from numpy.typing import NDArray

HINTS = ((), ("admin1",), ("admin1", "admin2"))
RIGHT_KM = 10.0
KINDS_APART = ("relative", "area", "ambiguous")


class Term(float):
    """A number that remembers of which weights it is the sum, and how often."""

    parts: dict[str, float]

    def __new__(cls, value: float, parts: dict[str, float]) -> Term:
        made = super().__new__(cls, value)
        made.parts = parts
        return made

    def __add__(self, other: float) -> Term:
        parts = dict(self.parts)
        for name, times in getattr(other, "parts", {}).items():
            parts[name] = parts.get(name, 0.0) + times
        return Term(float(self) + float(other), parts)

    __radd__ = __add__

    def __mul__(self, other: float) -> Term:
        return Term(
            float(self) * float(other), {k: v * float(other) for k, v in self.parts.items()}
        )

    __rmul__ = __mul__

    def __truediv__(self, other: float) -> Term:
        return self * (1 / other)


class Decision(NamedTuple):
    """A label asked in one way, the weights of its candidates and of none, and which are right."""

    row: dict[str, str]
    hints: tuple[str, ...]
    core_only: bool
    terms: list[dict[str, float]]
    right: list[bool]


def decisions(rows: list[dict[str, str]], *, core_only: bool) -> Iterator[Decision]:
    """What the resolver decides on the way to its answers."""
    gazetteer = load_gazetteer(core_only=core_only)
    met: list[tuple[Any, Any]] = []
    weigh, rank = _rank.weigh, _resolve.rank

    def seen(matches: Any, hints: Hints, units: Any, **said: Any) -> Any:
        matches = list(matches)
        if not hints.near:
            met.append(weigh(matches, hints, units, **{"partly": False, "odd": 0} | said))
        return rank(matches, hints, units, **said)

    def alone(match: Any, units: Any, *, partly: bool, odd: int = 0) -> Any:
        return seen([match], Hints(), units, partly=partly, odd=odd)[0][0]

    def nothing(*args: Any, **kwargs: Any) -> None:
        """Parts of names are another question."""

    kept = {name: getattr(_resolve, name) for name in ("rank", "alone")}
    shorter = _resolve.Resolver._shorter
    try:
        _resolve.rank, _resolve.alone = seen, alone
        _resolve.Resolver._shorter = nothing  # type: ignore[method-assign]
        for row in rows:
            for hints in HINTS:
                if all(row.get(hint) for hint in hints):
                    met.clear()
                    given = {hint: row[hint] for hint in (*hints, "country") if row.get(hint)}
                    gazetteer.resolve(row["query"], **given)
                    for heads, none in met:
                        yield from _judged(row, hints, core_only, heads, none, gazetteer.units)
    finally:
        for name, value in kept.items():
            setattr(_resolve, name, value)
        _resolve.Resolver._shorter = shorter  # type: ignore[method-assign]


def _judged(
    row: dict[str, str],
    hints: tuple[str, ...],
    core_only: bool,
    heads: Any,
    none: Any,
    units: Any,
) -> Iterator[Decision]:
    exact = [match.place for _, match in heads if match.likeness == 0.0]
    if not heads or any(place.is_area for place in exact):
        return  # Where an area is, no label says.
    if row["kind"] == "absent" and any(map(units.abroad, exact)):
        return  # Found abroad, where it is not labelled.
    right = [
        bool(row["lat"])
        and match.place.lat is not None
        and distance_km(float(row["lat"]), float(row["lon"]), match.place.lat, match.place.lon)
        <= RIGHT_KM
        for _, match in heads
    ]
    yield Decision(
        row,
        hints,
        core_only,
        [term.parts for term, _ in heads] + [none.parts],
        [*right, not any(right)],
    )


class Problem:
    """All decisions as one table: a row for each candidate and for none of them."""

    def __init__(self, met: list[Decision], names: list[str]) -> None:
        index = {name: i for i, name in enumerate(names)}
        self.of = np.repeat(np.arange(len(met)), [len(d.terms) for d in met])
        self.x = np.zeros((len(self.of), len(names)))
        for line, terms in enumerate(terms for d in met for terms in d.terms):
            for name, times in terms.items():
                self.x[line, index[name]] = times
        self.right = np.array([right for d in met for right in d.right])
        self.n = len(met)

    def shares(self, weights: NDArray[Any]) -> NDArray[Any]:
        """Probability of each row within its decision."""
        scores = self.x @ weights
        most = np.full(self.n, -np.inf)
        np.maximum.at(most, self.of, scores)
        shares = np.exp(scores - most[self.of])
        return shares / np.bincount(self.of, shares, self.n)[self.of]

    def loss(self, weights: NDArray[Any]) -> NDArray[Any]:
        """Negative log-likelihood of each decision."""
        return -np.log(np.bincount(self.of, self.shares(weights) * self.right, self.n))

    def fit(self, prior: NDArray[Any], pull: float, used: NDArray[Any]) -> NDArray[Any]:
        """Likeliest weights on the decisions used, pulled to the prior ones."""

        def target(weights: NDArray[Any]) -> tuple[float, NDArray[Any]]:
            shares = self.shares(weights)
            good = shares * self.right
            likely = np.bincount(self.of, good, self.n)
            away = weights - prior
            slope = self.x.T @ ((shares - good / likely[self.of]) * used[self.of])
            loss = -(np.log(likely) * used).sum() + pull * away @ away
            return loss, slope + 2 * pull * away

        return np.asarray(minimize(target, prior, jac=True, method="L-BFGS-B").x)


def thresholds(met: list[Decision], problem: Problem, shares: NDArray[Any]) -> None:
    """Print what would be answered rightly and wrongly, by kind, hints and least score."""
    last: dict[tuple[Any, ...], int] = {}
    for number, d in enumerate(met):
        if not d.core_only:
            last[(*d.row.values(), d.hints)] = number
    ends = np.cumsum([len(d.terms) for d in met])
    groups: dict[tuple[str, str], list[tuple[float, bool]]] = defaultdict(list)
    for number in last.values():
        d = met[number]
        span = slice(ends[number] - len(d.terms), ends[number] - 1)
        best = int(np.argmax(shares[span]))
        groups[d.row["kind"], " and ".join(d.hints) or "nothing"].append(
            (float(shares[span][best]), d.right[best])
        )
    for (kind, said), answers in sorted(groups.items()):
        cells = [f"{kind:10s} {said:18s} {len(answers):4d} "]
        for least in (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9):
            given = [right for score, right in answers if score >= least]
            cells.append(f"{least:.2f}: {100 * sum(given) / len(answers):.0f}/{100 * (len(given) - sum(given)) / len(answers):.1f}")  # fmt: skip
        print("  ".join(cells))


def main() -> None:
    """Print the weights and how good they are."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("labels", nargs="+", help="a file of labels, or FILE:SPLIT")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--prior", type=float, default=3.0, help="pull to today's weights")
    parser.add_argument("--core", action="store_true", help="ask the shipped tables alone too")
    parser.add_argument(
        "--weight",
        action="append",
        default=[],
        help="KIND=TIMES: how much a label of that kind counts",
    )
    given = parser.parse_args()
    weight_of = {kind: float(times) for kind, times in (item.split("=") for item in given.weight)}
    for name, value in _rank.WEIGHTS.items():
        _rank.WEIGHTS[name] = Term(value, {name: 1.0})
    met: list[Decision] = []
    for item in given.labels:
        path, _, split = item.partition(":")
        with Path(path).open(encoding="utf-8", newline="") as file:
            rows = [
                row
                for row in csv.DictReader(file)
                if row["kind"] not in KINDS_APART and (not split or row["split"] == split)
            ]
        for core_only in (False, True) if given.core else (False,):
            met += decisions(rows, core_only=core_only)
    names = list(_rank.WEIGHTS)
    prior = np.array([float(_rank.WEIGHTS[name]) for name in names])
    problem = Problem(met, names)
    usage = np.array(
        [float(d.row.get("count") or 1) ** 0.5 * weight_of.get(d.row["kind"], 1.0) for d in met]
    )
    folds = np.array(
        [
            int(hashlib.sha256(d.row["query"].lower().encode()).hexdigest(), 16) % given.folds
            for d in met
        ]
    )
    shares = np.zeros(len(problem.of))
    loss = 0.0
    for fold in range(given.folds):
        weights = problem.fit(prior, given.prior, (folds != fold) * usage)
        loss += (problem.loss(weights) * usage)[folds == fold].sum()
        here = folds[problem.of] == fold
        shares[here] = problem.shares(weights)[here]
    print(f"{len(met)} decisions; loss of one today {problem.loss(prior) @ usage / usage.sum():.4f}, cross-validated {loss / usage.sum():.4f}")  # fmt: skip
    for name, before, after in zip(
        names, prior, problem.fit(prior, given.prior, usage), strict=True
    ):
        print(f'    "{name}": {after:.2f},  # was {before:.2f}')
    print("right and wrong answers in %, by the least score that is answered; cross-validated")
    thresholds(met, problem, shares)


if __name__ == "__main__":
    main()
