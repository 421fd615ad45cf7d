"""Report text to events and claims: laws, and sentences whose coding was worked out by hand."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geomali.actors import load_actors
from geomali.extract import Draft, code_report
from geomali.extract._counts import read_number
from geomali.extract._lexicon import load_lexicon, tokenize
from geomali.gazetteer import load_gazetteer
from geomali.reports import Report, read_reports
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


@pytest.fixture(scope="module")
def gazetteer():
    return load_gazetteer()


@pytest.fixture(scope="module")
def actors():
    return load_actors()


@pytest.fixture(scope="module")
def as_report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")

    def make(text: str, *, lang: str = "en", published: str | None = "2022-06-15") -> Report:
        path = folder / "one.jsonl"
        line = {"report_id": "r", "text": text, "lang": lang}
        if published:
            line["published"] = published
        path.write_text(json.dumps(line) + "\n", encoding="utf-8")
        return read_reports(path).reports[0]

    return make


@pytest.fixture(scope="module")
def code(as_report, gazetteer, actors):
    def run(text: str, *, lang: str = "en", published: str | None = "2022-06-15") -> Draft:
        return code_report(
            as_report(text, lang=lang, published=published), gazetteer=gazetteer, actors=actors
        )

    return run


def spans(draft: Draft):
    for event in draft.events:
        yield from event.evidence
        yield event.trigger
        for claim in event.claims:
            yield from claim.evidence
    for claim in draft.claims:
        yield from claim.evidence
    yield from draft.not_events


def side(event, role):
    return {actor.actor_id for actor in event.actors if actor.role == role}


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


# --- sentences worked out by hand -----------------------------------------------
# published Wednesday 15 June 2022

SENTENCES = [
    # text, language, sub-type, modality, earliest, latest, place name, side_a, side_b, dead (low, high)
    (
        "Gunmen on motorbikes stormed the village of Songho in Mopti region on Sunday, killing at least six people.",
        "en",
        "Attack",
        "occurred",
        "2022-06-12",
        "2022-06-12",
        "Songho",
        {"unresolved_armed_group"},
        set(),
        (6, 6),
    ),
    (
        "Two UN peacekeepers were killed on Tuesday when their convoy hit a roadside bomb near Tessalit.",
        "en",
        "Remote explosive/landmine/IED",
        "occurred",
        "2022-06-14",
        "2022-06-14",
        "Tessalit",
        set(),
        {"minusma"},
        (2, 2),
    ),
    (
        "Mali's army said on Sunday it had killed 30 “terrorists” in air raids near Mondoro.",
        "en",
        "Air/drone strike",
        "claimed",
        None,
        None,
        "Mondoro",
        {"fama"},
        {"unresolved_armed_group"},
        (30, 30),
    ),
    (
        "Islamic State fighters seized Anderamboukane on 8 June 2022 after heavy fighting with MSA fighters, local sources said.",
        "en",
        "Non-state actor overtakes territory",
        "occurred",
        "2022-06-08",
        "2022-06-08",
        "Anderamboukane",
        {"issp"},
        {"msa_d"},
        None,
    ),
    (
        "French forces completed their withdrawal from the base at Gossi on Tuesday and handed it over to the Malian army.",
        "en",
        "Non-violent transfer of territory",
        "occurred",
        "2022-06-14",
        "2022-06-14",
        "Gossi",
        {"barkhane"},
        {"fama"},
        None,
    ),
    (
        "Thousands of people took to the streets of Bamako on Friday to protest against sanctions.",
        "en",
        "Peaceful protest",
        "occurred",
        "2022-06-10",
        "2022-06-10",
        "Bamako",
        None,
        set(),
        None,
    ),
    (
        (
            "Quatre soldats maliens ont été tués et une quinzaine blessés mardi dans une embuscade tendue par des jihadistes "
            "présumés entre Macina et Diafarabé, a-t-on appris de source militaire."
        ),
        "fr",
        "Armed clash",
        "occurred",
        "2022-06-14",
        "2022-06-14",
        "Macina",
        {"unresolved_jihadist"},
        {"fama"},
        (4, 4),
    ),
    (
        "Un véhicule des FAMa a sauté sur une mine lundi près de Hombori, faisant trois morts et cinq blessés.",
        "fr",
        "Remote explosive/landmine/IED",
        "occurred",
        "2022-06-13",
        "2022-06-13",
        "Hombori",
        set(),
        {"fama"},
        (3, 3),
    ),
    (
        "La CMA accuse l'armée d'avoir tué deux de ses combattants vendredi près d'Almoustarat.",
        "fr",
        "Armed clash",
        "alleged",
        "2022-06-10",
        "2022-06-10",
        "Almoustarat",
        {"fama"},
        {"cma"},
        (2, 2),
    ),
    (
        "Les combattants de l'État islamique se sont emparés jeudi du village d'Andéramboukane.",
        "fr",
        "Non-state actor overtakes territory",
        "occurred",
        "2022-06-09",
        "2022-06-09",
        "Andéramboukane",
        {"issp"},
        set(),
        None,
    ),
    (
        "Des hommes armés non identifiés ont enlevé trois commerçants le 12 juin 2022 à Dourou.",
        "fr",
        "Abduction/forced disappearance",
        "occurred",
        "2022-06-12",
        "2022-06-12",
        "Dourou",
        {"unresolved_armed_group"},
        set(),
        None,
    ),
]


@pytest.mark.parametrize("case", SENTENCES, ids=[c[0][:40] for c in SENTENCES])
def test_a_sentence_is_coded(code, case):
    text, lang, sub_type, modality, earliest, latest, place, side_a, side_b, dead = case
    draft = code(text, lang=lang)
    assert len(draft.events) == 1
    (event,) = draft.events
    assert event.sub_event_type == sub_type
    assert event.modality == modality
    assert event.date_earliest == (date.fromisoformat(earliest) if earliest else None)
    assert event.date_latest == (date.fromisoformat(latest) if latest else None)
    assert event.place is not None
    assert place in event.place.name
    if side_a is not None:
        assert side(event, "side_a") == side_a
    assert side(event, "side_b") == side_b
    counted = event.fatalities and (event.fatalities.low, event.fatalities.high)
    assert counted == dead


NO_EVENTS = [
    # text, language, modality
    ("No attack was reported in the Bourem area this week.", "en", "negated"),
    ("If the rebels attack Gao, the army would struggle to respond.", "en", "conditional"),
    ("The Wagner Group will very likely clash with the CSP near Kidal.", "en", "predicted"),
    (
        "The government should disarm the militias that attack villages in Mopti.",
        "en",
        "recommended",
    ),
    ("The mission is scheduled to withdraw from Kidal by December 31.", "en", "scheduled"),
    ("The army plans to attack rebel positions near Anefis.", "en", "announced"),
    ("Tuareg rebels captured Kidal, Gao and Timbuktu in 2012.", "en", "background"),
    ("The group regularly attacks convoys between Gao and Ansongo.", "en", "habitual"),
    ("Let us hope that the fighting will give way to peace.", "en", None),
    ("Aucune attaque n'a été signalée cette semaine dans le cercle de Bourem.", "fr", "negated"),
    ("Les groupes armés pourraient attaquer la ville de Gao.", "fr", "predicted"),
    ("En 2012, les rebelles du MNLA s'étaient emparés de Kidal.", "fr", "background"),
    ("Il faut renforcer la présence de l'armée pour éviter de nouvelles attaques.", "fr", None),
    ("La mission est prévue le 29 septembre à Kidal.", "fr", "scheduled"),
    (
        "L'attaque reste le chantier principal de l'équipe, après trois matchs sans victoire.",
        "fr",
        None,
    ),
    ("The European Union condemned the attack and called for an investigation.", "en", None),
]


@pytest.mark.parametrize(
    ("text", "lang", "modality"), NO_EVENTS, ids=[c[0][:40] for c in NO_EVENTS]
)
def test_what_is_no_event_never_becomes_one(code, text, lang, modality):
    draft = code(text, lang=lang)
    assert draft.events == ()
    if modality is not None:
        assert [n.modality for n in draft.not_events] == [modality]


def test_the_probability_word_is_kept_as_written(code):
    (passage,) = code("CSP groups will almost certainly use Bourem as a base.").not_events
    assert (passage.modality, passage.probability_word) == ("predicted", "almost certainly")


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


def test_a_region_is_an_area_and_an_accusation_is_alleged(code):
    draft = code(
        "The CMA alleged on Monday that military aircraft had targeted their positions in the Kidal region, "
        "although no damage was reported."
    )
    (event,) = draft.events
    assert (event.sub_event_type, event.modality) == ("Air/drone strike", "alleged")
    assert event.place.geo_precision == 3
    assert event.place.lat is None
    assert side(event, "side_b") == {"cma"}
    assert event.contested
    (claim,) = event.claims
    assert (claim.claimant, claim.stance) == ("cma", "accuses")
    assert [n.modality for n in draft.not_events] == ["negated"]


def test_no_place_and_no_date_stay_empty(code):
    (event,) = code("The army said it had killed 12 terrorists.", published=None).events
    assert event.place is None
    assert event.date_earliest is None
    assert event.date_latest is None
    assert event.time_precision is None


def test_the_date_of_a_statement_is_not_the_date_of_the_event(code):
    (event,) = code("The army said on Monday that gunmen had attacked its camp in Bourem.").events
    assert event.date_earliest is None


def test_the_capital_where_one_speaks_is_not_where_it_happened(code):
    draft = code(
        "In Bamako, a government spokesman said gunmen had killed five soldiers in Tessit on 5 June."
    )
    (event,) = draft.events
    assert event.place.name == "Tessit"


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


def test_several_towns_are_several_events(code):
    draft = code("Armed men attacked army camps in Léré, Dioura and Bourem on 5 June.")
    assert sorted(e.place.name for e in draft.events) == ["Bourem", "Dioura", "Léré"]


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


def test_none_is_zero_only_where_the_text_says_so(code):
    (event,) = code("Shells fell on Timbuktu on 5 June without causing casualties.").events
    assert event.fatalities.best == 0
    (event,) = code("Shells fell on Timbuktu on 5 June, wounding dozens of people.").events
    assert event.fatalities is None
    assert event.wounded is None, "dozens is no number"


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


@pytest.mark.parametrize(
    ("words", "lang", "value"),
    [
        ("twelve", "en", 12),
        ("forty-two", "en", 42),
        ("one hundred and thirty", "en", 130),
        ("two thousand five hundred", "en", 2500),
        ("a dozen", "en", 12),
        ("two dozen", "en", 24),
        ("1,200", "en", 1200),
        ("vingt et un", "fr", 21),
        ("soixante-dix-sept", "fr", 77),
        ("quatre-vingt-treize", "fr", 93),
        ("cent soixante", "fr", 160),
        ("une quinzaine", "fr", 15),
        ("deux cents", "fr", 200),
        ("1 200", "fr", 1200),
    ],
)
def test_numbers_in_words(words, lang, value):
    lows = [w.low for w in tokenize(words, lang)]
    found = read_number(lows, 0, load_lexicon(lang))
    assert found == (value, len(lows))


@given(st.integers(min_value=0, max_value=99_999))
def test_digits_are_read_as_they_stand(number):
    for lang in ("en", "fr"):
        lows = [w.low for w in tokenize(str(number), lang)]
        assert read_number(lows, 0, load_lexicon(lang)) == (number, 1)


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


# --- where it happened, and where people came from, went or spoke ---------------------


@pytest.mark.parametrize(
    ("text", "lang", "wanted"),
    [
        ("Gunmen attacked an army convoy heading for Gao on Monday.", "en", {None}),
        ("Two peacekeepers were hurt during the retreat towards Timbuktu.", "en", {None}),
        ("The army said in Bamako on Monday that ten soldiers had been killed.", "en", {None}),
        (
            "The mayor of Ber, reached in Timbuktu, said gunmen killed ten people on Monday.",
            "en",
            {None, "ber"},
        ),
        (
            "The attack, the deadliest since Dioura, killed twelve soldiers on Friday in Ber.",
            "en",
            {"ber"},
        ),
        ("Des hommes armés ont attaqué un convoi sur la route de Gao lundi.", "fr", {None}),
        ("Gunmen attacked the camp in Ber on Monday.", "en", {"ber"}),
        ("On Monday gunmen set fire to Ber.", "en", {"ber"}),
    ],
)
def test_motion_routes_and_speakers_give_no_place(code, text, lang, wanted):
    draft = code(text, lang=lang)
    assert draft.events
    assert {e.place.place_id if e.place else None for e in draft.events} <= wanted


@pytest.mark.parametrize(
    "text",
    [
        "The merchant fled with his family towards Niafunké.",
        "The wounded were taken to Gao.",
        "Les assaillants se sont repliés vers Léré.",
    ],
)
def test_where_people_went_is_no_event_there(code, text):
    lang = "fr" if text.startswith("Les") else "en"
    assert not [e for e in code(text, lang=lang).events if e.place is not None]


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
    from geomali.extract import _attach

    calls = 0
    gap = _attach._gap

    def counted(telling, phrase):
        nonlocal calls
        calls += 1
        return gap(telling, phrase)

    monkeypatch.setattr(_attach, "_gap", counted)
    counts = []
    for times in (250, 1000):
        calls = 0
        code_report(as_report(piece * times + "Gao."), gazetteer=gazetteer, actors=actors)
        counts.append(calls)
    assert counts[1] <= 6 * max(counts[0], 1000)


# --- what is no event of a conflict ---------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Torrential rain killed six people in Gao on Monday.", "en"),
        ("A road accident near Gao killed four soldiers on Monday.", "en"),
        ("Un accident de la route a tué six soldats lundi à Gao.", "fr"),
        ("Cholera killed eight people in Ber on Monday.", "en"),
        ("Les inondations ont détruit 90 maisons à Gao lundi.", "fr"),
        ("The trial of the men who attacked a hotel opened in Bamako on Monday.", "en"),
        ("A ceremony in Gao on Monday paid tribute to soldiers killed in Bamba.", "en"),
        ("An exercise simulated an attack on the camp in Gao on Monday.", "en"),
        ("A delegation of the CMA left Algiers on Monday.", "en"),
        ("Le ministre de la défense a quitté Kidal lundi.", "fr"),
        ("MINUSMA evacuated the wounded from Ber on Monday.", "en"),
        ("The move follows the capture of Kidal in June.", "en"),
    ],
)
def test_mishaps_memory_and_civil_travel_are_no_events(code, text, lang):
    assert code(text, lang=lang).events == ()


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Gunmen killed six people in Gao on Monday during heavy rain.", "en"),
        ("An inquiry was opened after gunmen killed six people in Ber on Monday.", "en"),
        ("CMA fighters left Kidal on Monday.", "en"),
    ],
)
def test_violence_beside_a_mishap_or_an_inquiry_is_an_event(code, text, lang):
    assert len(code(text, lang=lang).events) == 1


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("The army captured three terrorists in Ber on Monday.", "en"),
        ("L'armée a capturé trois terroristes à Ber lundi.", "fr"),
        ("Five terrorists were killed and two captured in Ber on Monday.", "en"),
    ],
)
def test_people_captured_are_no_territory_taken(code, text, lang):
    draft = code(text, lang=lang)
    assert len(draft.events) == 1
    assert "territory" not in draft.events[0].sub_event_type
    assert draft.events[0].outcome != "captured"
    assert all(c.proposition != "captured" for c in draft.events[0].claims)


def test_a_town_captured_is_territory(code):
    draft = code("The rebels captured the camp in Ber on Monday and killed two soldiers.")
    assert draft.events[0].sub_event_type == "Non-state actor overtakes territory"


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


@pytest.mark.parametrize(
    "statement",
    [
        "JNIM claimed the attack.",
        "JNIM claimed responsibility.",
        "JNIM said it was behind the attack.",
        "JNIM said it was responsible for the assault.",
    ],
)
def test_who_owns_up_is_subject_of_the_claim(code, statement):
    draft = code("Gunmen attacked soldiers in Ber on Sunday. " + statement)
    assert len(draft.events) == 1
    event = draft.events[0]
    assert [a.actor_id for a in event.actors if a.role == "side_a"] == ["jnim"]
    mine = [c for c in event.claims if c.claimant == "jnim"]
    assert [(c.stance, c.proposition, c.subject) for c in mine] == [("asserts", "attacked", "jnim")]


def test_what_nobody_said_is_no_claim(code):
    draft = code("The FLA has not said whether there were wounded in Ber.")
    assert not draft.events
    assert not draft.claims


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


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("JNIM fighters have burned dozens of lorries since May.", "en"),
        ("Des manifestations sont annoncées pour samedi à Sikasso.", "fr"),
        ("Captain Sanogo, who led a coup on March 22, met the mediators.", "en"),
        ("C'est la troisième attaque depuis 2019, année où 26 soldats y ont été tués.", "fr"),
    ],
)
def test_courses_plans_and_what_somebody_is_known_for_are_no_events(code, text, lang):
    assert code(text, lang=lang).events == ()


def test_those_taken_and_let_go_are_one_event(code):
    draft = code("Gunmen abducted four men in Bankass on Monday. They were released on Wednesday.")
    assert [e.sub_event_type for e in draft.events] == ["Abduction/forced disappearance"]


# --- what a statement tells, and of whom ------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lang", "proposition", "subject"),
    [
        (
            "The CSP said in a statement that it had withdrawn from Kidal on Monday.",
            "en",
            "withdrew",
            "csp_psd",
        ),
        ("JNIM said it had taken two barracks in Kayes on Monday.", "en", "captured", "jnim"),
        (
            "The army announced on Monday that it had taken possession of the camp in Ber.",
            "en",
            "captured",
            "fama",
        ),
        ("Le MNLA annonce la prise de Léré.", "fr", "captured", "mnla"),
        ("Le MNLA dit avoir pris Ber.", "fr", "captured", "mnla"),
        (
            "The army announced the death of 14 terrorists near Gao on Monday.",
            "en",
            "killed",
            "fama",
        ),
        ("The CMA said on Monday that it had left Kidal.", "en", "withdrew", "cma"),
    ],
)
def test_reported_acts_are_claims_and_no_history(code, text, lang, proposition, subject):
    draft = code(text, lang=lang)
    assert len(draft.events) == 1
    claims = [(c.stance, c.proposition, c.subject) for c in draft.events[0].claims]
    assert ("asserts", proposition, subject) in claims


@pytest.mark.parametrize(
    ("text", "lang", "side_a", "side_b"),
    [
        (
            (
                "Fighting between the Malian army and the Wagner group on one side and the CMA on the "
                "other broke out in Ber on Monday."
            ),
            "en",
            {"fama", "wagner"},
            {"cma"},
        ),
        (
            "Des combats ont opposé l'armée, appuyée par Wagner, à la CMA à Ber lundi.",
            "fr",
            {"fama", "wagner"},
            {"cma"},
        ),
        (
            "The Malian army, backed by Wagner, clashed with the CMA in Ber on Monday.",
            "en",
            {"fama", "wagner"},
            {"cma"},
        ),
        (
            "Unidentified men killed ten soldiers in Ber on Monday.",
            "en",
            {"unresolved_armed_group"},
            {"fama"},
        ),
    ],
)
def test_every_party_of_a_fight_stands_on_its_side(code, text, lang, side_a, side_b):
    draft = code(text, lang=lang)
    assert len(draft.events) == 1
    actors = draft.events[0].actors
    assert {a.actor_id for a in actors if a.role == "side_a"} == side_a
    assert {a.actor_id for a in actors if a.role == "side_b"} == side_b


def test_those_whom_attackers_dress_up_as_attack_nobody(code):
    draft = code("Jihadists disguised as peacekeepers attacked the UN camp in Ber on Monday.")
    assert "minusma" not in {a.actor_id for a in draft.events[0].actors if a.role == "side_a"}


def test_the_day_of_a_speech_and_a_day_inside_a_phrase(code):
    spoken = code("Speaking in Gao on Monday, the minister said ten soldiers were killed in Ber.")
    assert [e.date_expression for e in spoken.events] == [None]
    fallen = code("Léré est tombée lundi aux mains du MNLA.", lang="fr")
    assert [e.sub_event_type for e in fallen.events] == ["Non-state actor overtakes territory"]
    assert [a.actor_id for a in fallen.events[0].actors] == ["mnla"]
    assert fallen.events[0].date_earliest == date(2022, 6, 13)


def test_where_somebody_speaks_is_not_where_it_happened(code):
    draft = code(
        "A government official told reporters in Dakar that gunmen had attacked an army convoy."
    )
    assert [event.place for event in draft.events] == [None]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Malian soldiers took up positions in Kidal on Tuesday, 14 November 2023."),
        ("fr", "Des soldats maliens ont pris position à Kidal mardi 14 novembre 2023."),
    ],
)
def test_taking_up_positions_in_a_town_is_entering_it(code, lang, text):
    [event] = code(text, lang=lang, published="2023-11-15").events
    assert event.place.place_id == "kidal_town"
    assert str(event.date_earliest) == "2023-11-14"
    assert [claim.proposition for claim in event.claims] == ["entered"]
