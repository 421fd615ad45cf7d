"""Report text to events and claims: laws, and whole reports coded by hand."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from extract_sample import side
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geomali.extract import Draft, code_report
from geomali.reports import read_reports
from geomali.schema import (
    ACLED_TYPES,
    BASES,
    CONFLICT_MODALITIES,
    MODALITIES,
    OUTCOMES,
    PROPOSITIONS,
    ROLES,
    STANCES,
)

CODED = Path(__file__).parent / "data" / "coded_reports"


def spans(draft: Draft):
    for event in draft.events:
        yield from event.evidence
        yield event.trigger
        for claim in event.claims:
            yield from claim.evidence
    for claim in draft.claims:
        yield from claim.evidence
    yield from draft.not_events


# --- laws ---------------------------------------------------------------------

PIECES = (
    "Gunmen attacked the village of Songho on Tuesday, killing 12 people, a resident said.",
    "The army said it had repelled the attackers.",
    "The CSP claims to have captured the camp in Bourem.",
    "JNIM claimed responsibility for the attack.",
    "No casualties were reported.",
    "« Nous avons pris le camp », a déclaré un porte-parole du CSP.",
    "Des hommes armés ont enlevé trois civils près d’Ansongo.",
    "If the rebels attack Gao, the army will likely retreat.",
    "Recommendations: donors should act.",
    "In 2012, rebels captured Kidal.",
    "MALI: 8 SOLDIERS KILLED",
    "\n\n",
    " ",
    "<script>alert(1)</script>",
    "killed killed killed by by of of, , , and and",
    "🙂 أزواد ߒߞߏ ⵜⵎⴰⵣⵉⵖⵜ",
    "12 345 678 901 234 567 890 dead",
    "(((((",
    "“”«»’'\"",
    "\u0000\u200b\ufeff",
)
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=30), max_size=8).map(" ".join)


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=texts, lang=st.sampled_from(["en", "fr"]))
def test_every_quote_is_the_text_at_its_offsets(as_report, gazetteer, actors, text, lang):
    report = as_report(text + " .", lang=lang)
    draft = code_report(report, gazetteer=gazetteer, actors=actors)
    for span in spans(draft):
        assert report.text[span.start : span.end] == span.quote
        assert span.quote
    for mention in (*draft.places, *draft.actors, *draft.dates):
        assert 0 <= mention.start < mention.end <= len(report.text)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=texts, lang=st.sampled_from(["en", "fr"]))
def test_a_draft_keeps_to_the_vocabularies_and_survives_json(
    as_report, gazetteer, actors, text, lang
):
    draft = code_report(as_report(text + " .", lang=lang), gazetteer=gazetteer, actors=actors)
    data = json.loads(json.dumps(draft.to_json(), allow_nan=False))
    assert Draft.from_json(data).to_json() == data
    ids = [event.event_id for event in draft.events]
    claims = [c for event in draft.events for c in event.claims] + list(draft.claims)
    assert len(ids) == len(set(ids))
    assert len(claims) == len({c.claim_id for c in claims})
    known = {c.claim_id: c for c in claims}
    for event in draft.events:
        assert event.sub_event_type in ACLED_TYPES[event.event_type]
        assert event.modality in CONFLICT_MODALITIES
        assert event.outcome is None or event.outcome in OUTCOMES
        assert {a.role for a in event.actors} <= set(ROLES)
        assert 0 < event.confidence < 1
        assert event.place is None or event.place.geo_precision in {1, 2, 3, None}
        if event.fatalities is not None:
            assert 0 <= event.fatalities.low <= event.fatalities.best <= event.fatalities.high
    for claim in claims:
        assert claim.stance in STANCES
        assert claim.proposition in PROPOSITIONS
        assert claim.basis in BASES
        assert claim.reliability in "ABCDEF"
        assert claim.credibility in range(2, 7), "never 1 from a single report"
        for other in claim.conflicts_with:
            assert claim.claim_id in known[other].conflicts_with
    assert {n.modality for n in draft.not_events} <= set(MODALITIES) - set(CONFLICT_MODALITIES)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=texts)
def test_no_event_is_also_kept_apart(as_report, gazetteer, actors, text):
    draft = code_report(as_report(text + " ."), gazetteer=gazetteer, actors=actors)
    whole = {(n.start, n.end) for n in draft.not_events}
    for event in draft.events:
        assert not any((e.start, e.end) in whole for e in event.evidence[:1])


def test_same_text_same_draft_whatever_the_hash_seed():
    script = (
        "import json,sys\n"
        "from geomali.actors import load_actors\n"
        "from geomali.extract import code_report\n"
        "from geomali.gazetteer import load_gazetteer\n"
        "from geomali.reports import read_reports\n"
        "g, a = load_gazetteer(), load_actors()\n"
        "for r in read_reports(sys.argv[1]).reports[:12]:\n"
        "    print(json.dumps(code_report(r, gazetteer=g, actors=a).to_json()))\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script, str(CODED / "reports.jsonl")],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_importing_compiles_no_table_and_no_data_frame_library():
    script = (
        "import sys, geomali.extract\n"
        "from geomali.extract._lexicon import load_lexicon\n"
        "assert load_lexicon.cache_info().currsize == 0\n"
        "assert not {'pandas', 'geopandas', 'pyarrow', 'folium'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_a_long_text_costs_in_proportion(code):
    import time

    sentence = "Gunmen attacked the village of Songho on 3 June 2022, killing 12 people. "

    def cost(n: int) -> float:
        start = time.process_time()
        code(sentence * n)
        return time.process_time() - start

    cost(10)
    small, large = cost(100), cost(800)
    assert large < 8 * small * 3


def test_a_sentence_without_end_is_read_in_pieces(code):
    draft = code("killed 12 soldiers in Gao and " * 3000)
    assert len(draft.events) < 400


def test_other_languages_are_not_coded(as_report, gazetteer, actors):
    report = as_report("Bewaffnete griffen am Dienstag das Dorf Songho an.", lang="de")
    draft = code_report(report, gazetteer=gazetteer, actors=actors)
    assert draft.events == ()
    assert draft.to_json()["lang"] == "de"


def test_rival_claims_about_one_camp(code):
    draft = code(
        "On Sunday, armed men attacked a position of the Malian army in Bamba, in the Gao region. "
        "In a press release, the Malian Armed Forces (FAMa) claimed to have repelled the attackers, while the "
        "Permanent Strategic Framework (CSP) claims to have taken control of the camp. "
        "Witnesses said the attackers left the camp in the evening.",
        published="2023-10-02",
    )
    (event,) = draft.events
    assert event.contested
    assert event.sub_event_type == "Armed clash"
    assert event.outcome is None, "the parties state opposite outcomes"
    assert event.place.place_id == "bamba_gao"
    assert event.place.geo_precision == 1
    assert event.date_earliest == event.date_latest == date(2023, 10, 1)
    assert "csp_psd" in side(event, "side_a")
    assert side(event, "side_b") == {"fama"}
    assert event.fatalities is None, "no number is given"
    by = {(c.claimant, c.proposition): c for c in event.claims}
    repelled, captured = by["fama", "repelled"], by["csp_psd", "captured"]
    assert captured.claim_id in repelled.conflicts_with
    assert repelled.claim_id in captured.conflicts_with
    assert repelled.channel == "press_release"
    assert {repelled.basis, captured.basis} == {"party"}
    assert any(c.basis == "witness" and c.claimant is None for c in event.claims)


def test_one_event_told_three_times_is_one(code):
    draft = code(
        "At least 49 soldiers killed in raid on Indelimane\n\n"
        "At least 49 soldiers were killed when militants attacked an army post at Indelimane in the Menaka region on "
        "Friday, a security source said. The assault began around midday. Survivors said the attackers burned vehicles.",
        published="2019-11-02",
    )
    (event,) = draft.events
    assert len(event.evidence) >= 3
    assert event.fatalities.best == 49
    assert event.date_earliest == date(2019, 11, 1)


def test_a_new_attack_is_another_event(code):
    draft = code(
        "Gunmen attacked the village of Songho on 3 June, killing four people. "
        "On 5 June, another attack killed two people in Bankass."
    )
    assert [e.fatalities.best for e in draft.events] == [4, 2]
    assert [e.place.name for e in draft.events] == ["Songho", "Bankass"]


def test_who_claims_an_attack_is_its_actor(code):
    draft = code(
        "Gunmen attacked the camp at Boulkessi on 5 June, killing 30 soldiers. "
        "JNIM claimed responsibility for the attack in a statement."
    )
    (event,) = draft.events
    assert side(event, "side_a") == {"jnim"}
    assert any(c.claimant == "jnim" and c.proposition == "attacked" for c in event.claims)


def test_nobody_claiming_is_no_claim(code):
    draft = code(
        "Gunmen attacked the camp at Boulkessi on 5 June. No group claimed responsibility."
    )
    (event,) = draft.events
    assert side(event, "side_a") == {"unresolved_armed_group"}
    assert event.claims == ()


def test_losses_that_each_side_counts(code):
    (event,) = code(
        "The army and the CSP fought at Bourem on 12 September. The army put its own losses at ten dead and said 46 "
        "attackers had been killed. The CSP said it had killed 97 soldiers and lost nine men.",
        published="2023-09-14",
    ).events
    # low: what each admits, 10 + 9; high: the highest of each, 97 + 46
    assert (event.fatalities.low, event.fatalities.high) == (19, 143)
    assert event.contested


def test_headings_of_advice_and_outlook_yield_no_event(code):
    draft = code(
        "Event: On June 5, gunmen attacked the army camp in Bourem.\n\n"
        "Significance: Militants attacked Gao and will likely attack Kidal.\n\n"
        "Recommendations: The army should attack the rebels in Ber. Rebels captured Tessalit."
    )
    assert [e.place.name for e in draft.events] == ["Bourem"]
    assert {"predicted", "recommended"} <= {n.modality for n in draft.not_events}


def test_a_denial_is_a_claim(code):
    draft = code("The defence ministry denied that soldiers had executed civilians in Moura.")
    assert draft.events == ()
    (claim,) = draft.claims
    assert (claim.stance, claim.proposition) == ("denies", "killed")


# --- whole reports -----------------------------------------------------------------


def test_reports_coded_by_hand(gazetteer, actors):
    """The half on which rules were tuned: what was reached must not be lost."""
    sys.path.insert(0, str(Path(__file__).parent / "benchmarks"))
    try:
        from score_extract import Scorer
    finally:
        sys.path.pop(0)
    scorer = Scorer(actors, verbose=False)
    keys = {}
    for line in (CODED / "key.jsonl").read_text(encoding="utf-8").splitlines():
        key = json.loads(line)
        keys[key["report_id"]] = key
    for report in read_reports(CODED / "reports.jsonl").reports:
        draft = code_report(report, gazetteer=gazetteer, actors=actors)
        scorer.events(report.text, draft, keys[report.report_id])
        if not keys[report.report_id]["events"]:
            assert draft.events == (), report.report_id
    n = scorer.n
    assert n["events/hit"] / (n["events/hit"] + n["events/false"]) > 0.85
    assert n["events/hit"] / (n["events/hit"] + n["events/missed"]) > 0.8
    assert n["type/right"] / n["type/all"] > 0.8


def test_the_five_real_reports(shared, gazetteer, actors):
    drafts = []
    for path in sorted((shared / "reports").glob("*.txt")):
        for report in read_reports(path).reports:
            draft = code_report(report, gazetteer=gazetteer, actors=actors)
            drafts.append(draft)
            for span in spans(draft):
                assert report.text[span.start : span.end] == span.quote
            for event in draft.events:
                for number in (event.fatalities, event.wounded, event.abducted):
                    if number is not None and number.best:
                        assert re.search(r"\d|two|three|four|seven|fifty", report.text)
                if event.place is not None and event.place.geo_precision == 3:
                    assert event.place.lat is None
                    assert event.place.lon is None
    strike, withdrawn, talks, bamba, bourem = drafts
    assert any(
        e.sub_event_type == "Air/drone strike" and e.modality == "alleged" for e in strike.events
    )
    assert not any(e.place and e.place.place_id == "bamako_town" for d in drafts for e in d.events)
    assert [e.fatalities and e.fatalities.best for e in withdrawn.events] == [2]
    assert any(e.sub_event_type == "Suicide bomb" and e.fatalities.best == 4 for e in talks.events)
    (attack,) = bamba.events
    assert attack.contested
    assert attack.place.place_id == "bamba_gao"
    fighting = next(e for e in bourem.events if e.event_type == "Battles")
    assert fighting.place.place_id == "bourem_town"
    assert fighting.date_earliest == fighting.date_latest == date(2023, 9, 12)
    assert all(n.modality != "occurred" for n in bourem.not_events)


def test_no_two_claims_of_a_draft_share_an_id(code):
    draft = code(
        "The army said on Monday that it had killed ten rebels and captured the camp in Ber, "
        "in Léré and in Dioura. The CSP said it had captured the camp in Ber and the camp in Léré. "
        "The army said again that it had killed ten rebels in Ber. JNIM said it attacked Ber, "
        "Léré and Dioura on Monday and Gao on Tuesday."
    )
    ids = [c.claim_id for e in draft.events for c in e.claims] + [c.claim_id for c in draft.claims]
    assert ids
    assert len(ids) == len(set(ids))
    known = set(ids)
    for event in draft.events:
        for claim in event.claims:
            assert {*claim.conflicts_with, *claim.corroborates} <= known


@pytest.mark.parametrize(
    "piece", ["gunmen attacked Ber and ", '"attack in Gao" ', "Gao, Kidal, Ber, "]
)
def test_work_on_a_sentence_without_end_grows_with_its_length(
    monkeypatch, as_report, gazetteer, actors, piece
):
    from geomali.extract import _attach, _timing

    calls = 0
    gap = _timing.gap_to

    def counted(telling, phrase):
        nonlocal calls
        calls += 1
        return gap(telling, phrase)

    for module in (_attach, _timing):
        monkeypatch.setattr(module, "gap_to", counted)
    counts = []
    for times in (250, 1000):
        calls = 0
        code_report(as_report(piece * times + "Gao."), gazetteer=gazetteer, actors=actors)
        counts.append(calls)
    assert counts[1] <= 6 * max(counts[0], 1000)


# --- answers: denials that name no act, and claims of responsibility -------------------

_ACCUSED = "The army accused JNIM of attacking the camp in Ber on Monday. "
_FR_ACCUSED = "L'armée accuse le CSP d'avoir attaqué Ber lundi. "


@pytest.mark.parametrize(
    ("text", "lang", "denier"),
    [
        (_ACCUSED + "JNIM denied it.", "en", "jnim"),
        (_ACCUSED + "JNIM denied any involvement.", "en", "jnim"),
        (_ACCUSED + "JNIM said it had nothing to do with it.", "en", "jnim"),
        (_ACCUSED + "JNIM said this was false.", "en", "jnim"),
        (_FR_ACCUSED + "Le CSP dément.", "fr", "csp_psd"),
        (_FR_ACCUSED + "Le CSP nie toute implication.", "fr", "csp_psd"),
    ],
)
def test_a_bare_denial_answers_the_accusation(code, text, lang, denier):
    draft = code(text, lang=lang)
    assert len(draft.events) == 1
    event = draft.events[0]
    denials = [c for c in event.claims if c.stance == "denies"]
    accusations = [c for c in event.claims if c.stance == "accuses"]
    assert len(denials) == len(accusations) == 1
    assert (denials[0].claimant, denials[0].subject) == (denier, denier)
    assert denials[0].proposition == accusations[0].proposition == "attacked"
    assert denials[0].conflicts_with == (accusations[0].claim_id,)
    assert event.contested


def test_rejecting_a_claim_does_not_make_it(code):
    draft = code("The army rejected claims that the rebels had taken Bourem on Monday.")
    claims = [c for e in draft.events for c in e.claims] + list(draft.claims)
    assert [c.stance for c in claims] == ["denies"]


def test_rival_tolls_of_one_strike_stay_one_event_and_are_not_added(code):
    draft = code(
        "A drone strike hit Ber on Monday. The CSP said 21 civilians were killed. "
        "The army said its strikes had neutralised 20 terrorists."
    )
    assert len(draft.events) == 1
    count = draft.events[0].fatalities
    assert (count.low, count.best, count.high) == (20, 21, 41)
    assert {c.claimant for c in draft.events[0].claims} == {"csp_psd", "fama"}


def test_one_partys_own_figures_are_added(code):
    draft = code("The army said six soldiers and 24 terrorists were killed in Ber on Monday.")
    assert draft.events[0].fatalities.best == 30


def test_those_taken_and_let_go_are_one_event(code):
    draft = code("Gunmen abducted four men in Bankass on Monday. They were released on Wednesday.")
    assert [e.sub_event_type for e in draft.events] == ["Abduction/forced disappearance"]


def test_a_paragraph_in_the_other_language_is_coded_as_such(code):
    english = (
        "The army said that gunmen attacked its camp in Bourem on Monday, killing 12 soldiers, "
        "according to a statement that was read on television."
    )
    french = (
        "Mardi, des hommes armés ont attaqué le village de Gossi, tuant sept civils, selon des "
        "sources locales. Le maire de la commune a lancé un appel au calme."
    )
    for lang, text in (("en", f"{english}\n\n{french}"), ("fr", f"{french}\n\n{english}")):
        events = {e.place.name: e for e in code(text, lang=lang, published="2024-06-01").events}
        assert {
            place: (e.sub_event_type, str(e.date_earliest), e.fatalities.best)
            for place, e in events.items()
        } == {
            "Bourem": ("Armed clash", "2024-05-27", 12),
            "Gossi": ("Attack", "2024-05-28", 7),
        }
        for event in events.values():
            assert all(text[e.start : e.end] == e.quote for e in event.evidence)
