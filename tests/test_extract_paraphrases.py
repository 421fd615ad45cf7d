"""Whatever the words, what is coded is what was said: a grammar of sentences whose truth is known."""

from __future__ import annotations

import pytest
from extract_sample import side
from paraphrases import BESIDE, FORMS, PUBLISHED, say

SEEDS = range(2)


def _differences(draft, form, truth):
    """Fields in which a draft differs from the truth."""
    if not form.told:
        return [e.sub_event_type for e in draft.events]
    if len(draft.events) != 1:
        return [f"{len(draft.events)} events"]
    (event,) = draft.events
    first, second = side(event, "side_a"), side(event, "side_b") - {"civilians"}
    sides = (first | second, set()) if form.side_a == "AB" else (first, second)
    stated = {
        "type": (event.sub_event_type in form.types, True),
        "sides": (sides, (set(truth.side_a), set(truth.side_b))),
        "modality": (event.modality, form.modality),
        "from": (event.date_earliest and str(event.date_earliest), truth.day),
        "until": (event.date_latest and str(event.date_latest), truth.day),
        "place": (event.place is not None and truth.town in event.place.name, True),
        "dead": (event.fatalities and event.fatalities.best, truth.dead),
        "outcome": (form.outcome and event.outcome, form.outcome),
    }
    wrong = [f"{name}: {got} for {want}" for name, (got, want) in stated.items() if got != want]
    said = [
        (c.claimant, c.stance, c.proposition, c.subject)
        for c in (*event.claims, *draft.claims)
        if c.basis == "party"
    ]
    wrong += [f"claim missed: {claim}" for claim in truth.claims if claim not in said]
    subjects = {claim[0] for claim in truth.claims}
    wrong += [f"claim invented: {claim}" for claim in said if claim[0] not in subjects]
    return wrong


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.text[:60])
def test_the_way_of_saying_it_changes_nothing(code, form):
    for seed in SEEDS:
        text, truth = say(form, seed)
        draft = code(text, lang=form.lang, published=PUBLISHED)
        assert _differences(draft, form, truth) == [], text


_TOLD = {
    "en": "Gunmen attacked an army camp in Bourem on Wednesday, killing 12 soldiers. ",
    "fr": "Des hommes armés ont attaqué mercredi un camp de l'armée à Bourem, tuant 12 soldats. ",
}


@pytest.mark.parametrize(
    ("lang", "sentence"), [(lang, sentence) for lang, found in BESIDE.items() for sentence in found]
)
def test_what_stands_beside_an_attack_is_no_other_event(code, lang, sentence):
    (event,) = code(_TOLD[lang] + sentence, lang=lang, published=PUBLISHED).events
    assert (event.sub_event_type, str(event.date_earliest)) == ("Armed clash", "2025-02-12")
    assert event.place.name == "Bourem"
    assert (event.fatalities.low, event.fatalities.high) == (12, 12)
    assert "fama" in side(event, "side_b")
    assert "fama" not in side(event, "side_a")
