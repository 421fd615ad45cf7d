"""Laws and hand-checked facts of the actor registry."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geomali.actors import FAMILIES, KINDS, Actor, ActorRegistry, load_actors
from geomali.actors._text import bare_key, compact, fold
from geomali.errors import SchemaError

ROOT = Path(__file__).parents[1]
TABLES = ROOT / "gazetteer"
SHARED = ROOT.parent / "shared"
ACTORS = load_actors(data_dir=TABLES)
IDS = sorted(ACTORS.actors)
DAYS = st.dates(date(2011, 1, 1), date(2026, 12, 31))
SCHEMES = ("acled", "ucdp", "gdelt")


def rows(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def ids_in(text: str, lang: str = "en", on: date | None = None) -> list[str | None]:
    return [m.actor_id for m in ACTORS.find(text, lang=lang, on=on)]


def words_in(text: str, lang: str = "en", on: date | None = None) -> list[tuple[str, str | None]]:
    return [(m.text, m.actor_id) for m in ACTORS.find(text, lang=lang, on=on)]


# ------------------------------------------------------------------ the tables


def test_tables_are_sorted_and_every_fact_has_a_source():
    actors = rows("actors.csv")
    assert [r["actor_id"] for r in actors] == sorted({r["actor_id"] for r in actors})
    names = rows("actor_names.csv")
    assert [r["actor_id"] for r in names] == sorted(r["actor_id"] for r in names)
    members = rows("memberships.csv")
    keys = [(r["member"], r["coalition"]) for r in members]
    assert keys == sorted(keys)
    sources = (TABLES / "ACTORS_SOURCES.md").read_text(encoding="utf-8")
    known = set(re.findall(r"^\| (S\d+\w?) \|", sources, flags=re.MULTILINE)) | {"unconfirmed"}
    for row in (*actors, *members):
        assert row["source"]
        assert set(row["source"].split()) <= known
        # A fact that nobody has read a page for is never said to be certain of its dates.
        if row["source"] == "unconfirmed" and "coalition" in row:
            assert row["confidence"] != "high" or not (row["start"] or row["end"]), row


def test_ids_kinds_and_families():
    for actor in ACTORS.actors.values():
        assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", actor.actor_id)
        assert actor.kind in KINDS
        assert actor.family in FAMILIES
        assert actor.nature in ("party", "population", "political")
    assert not [n for n in rows("actor_names.csv") if n["name"] != n["name"].strip()]


def test_dates_are_in_order():
    for actor in ACTORS.actors.values():
        assert actor.start is None or actor.end is None or actor.start <= actor.end
    for row in ACTORS.memberships:
        assert row.start is None or row.end is None or row.start <= row.end


def test_memberships_outside_lives_are_the_known_disputed_one():
    # One source has the Plateforme leave the CSP "in 2024", which ends after the CSP-PSD itself.
    assert ACTORS.doubts() == ["plateforme in csp_psd: outside the life of csp_psd"]


def test_start_list_ids_are_kept():
    path = SHARED / "data/actors/actors_mali.json"
    if not path.is_file():
        pytest.skip("the shared reference data is not here")
    start = json.loads(path.read_text(encoding="utf-8"))["actors"]
    assert not {a["id"] for a in start} - set(IDS)


# ------------------------------------------------------------- names to actors

AMBIGUOUS_BY_DATE = {
    # written alike, one actor after the other: see test_successors_by_date
    name
    for name, ids in (
        (bare_key(n.name), {m.actor_id for m in ACTORS.names_written(n.name)})
        for actor_id in IDS
        for n in ACTORS.names(actor_id)
        if n.kind not in SCHEMES
    )
    if len(ids) > 1
}


def a_day_in_the_life_of(actor: Actor, start: date | None, end: date | None) -> date:
    first = max([d for d in (actor.start, start) if d], default=date(2000, 1, 1))
    last = min([d for d in (actor.end, end) if d], default=date(2100, 1, 1))
    assert first <= last, (actor.actor_id, start, end)
    return first + min(last - first, timedelta(days=400)) / 2


def test_every_alias_resolves_to_its_own_actor_within_its_life():
    wrong = []
    for actor_id in IDS:
        actor = ACTORS.actor(actor_id)
        for name in ACTORS.names(actor_id):
            if name.kind == "demonym":
                continue
            scheme = name.kind if name.kind in SCHEMES else None
            day = a_day_in_the_life_of(actor, name.start, name.end)
            found = ACTORS.resolve(name.name, on=day, lang=name.lang or None, scheme=scheme)
            if found.actor_id == actor_id:
                continue
            # A name without dates gives way to one that has dates and holds on the day.
            listed = bare_key(name.name) in AMBIGUOUS_BY_DATE and actor_id in found.candidates
            if not listed:
                wrong.append((actor_id, name.name, name.kind, day, found))
    assert not wrong


def test_dated_names_resolve_to_their_actor_within_their_dates():
    wrong = []
    for actor_id in IDS:
        for name in ACTORS.names(actor_id):
            if name.kind in (*SCHEMES, "demonym") or not (name.start or name.end):
                continue
            day = a_day_in_the_life_of(ACTORS.actor(actor_id), name.start, name.end)
            found = ACTORS.resolve(name.name, on=day, lang=name.lang or None)
            if found.actor_id != actor_id:
                wrong.append((actor_id, name.name, day, found.actor_id))
    assert not wrong


def test_a_name_that_changes_hands_has_an_answer_without_a_date():
    # Both wings of a succession bear the name in turn; the undated row stands for them.
    open_ends = set()
    for actor_id in IDS:
        for name in ACTORS.names(actor_id):
            if name.kind in (*SCHEMES, "demonym"):
                continue
            if ACTORS.resolve(name.name, lang=name.lang or None).actor_id is None:
                open_ends.add(name.name)
    assert open_ends == set()


@pytest.mark.parametrize(
    ("label", "on", "actor_id"),
    [
        ("Russian mercenaries", date(2023, 1, 15), "wagner"),
        ("Russian mercenaries", date(2025, 7, 15), "africa_corps"),
        ("supplétifs russes", date(2024, 7, 28), "wagner"),
        ("CSP", date(2023, 9, 12), "csp_psd"),
        ("CSP", date(2024, 8, 25), "csp_dpa"),
        ("Permanent Strategic Framework", date(2023, 9, 12), "csp_psd"),
        ("ISGS", date(2020, 1, 9), "isgs"),
        ("ISGS", date(2023, 1, 9), "issp"),
        ("Islamic State", date(2019, 11, 1), "isgs"),
        ("Islamic State", date(2024, 11, 1), "issp"),
        ("the junta", date(2012, 4, 1), "mali_cnrdre"),
        ("the junta", date(2020, 9, 1), "mali_transition_2020"),
        ("la junte", date(2023, 9, 1), "mali_transition_2021"),
        ("the regime", date(2023, 9, 1), "mali_transition_2021"),
        ("the government", date(2019, 3, 24), "mali_gov_ibk"),
        ("MSA", date(2016, 10, 1), "msa"),
        ("MSA", date(2023, 9, 24), "msa_d"),
        ("French forces", date(2013, 2, 1), "serval"),
        ("French forces", date(2021, 2, 1), "barkhane"),
    ],
)
def test_successors_by_date(label: str, on: date, actor_id: str):
    assert ACTORS.resolve(label, on=on).actor_id == actor_id


@pytest.mark.parametrize(
    ("label", "actor_id"),
    [
        ("the junta", "mali_government"),
        ("Russian mercenaries", "russia_forces"),
        ("French forces", "france_forces"),
        ("CSP", "csp_psd"),
        ("Islamic State", "islamic_state"),
    ],
)
def test_without_a_date_the_undated_id_and_the_candidates(label: str, actor_id: str):
    found = ACTORS.resolve(label)
    assert found.actor_id == actor_id
    assert len(found.candidates) > 1
    assert any("date unknown" in flag for flag in found.flags)
    assert found.score < 0.9


@pytest.mark.parametrize(
    ("label", "actor_id", "kind"),
    [
        ("FAMa", "fama", "acronym"),
        ("FAMA", "fama", "acronym"),
        ("Fama", "fama", "acronym"),
        ("armée malienne", "fama", "name"),
        ("l'armée malienne", "fama", "name"),
        ("Forces armées maliennes", "fama", "name"),
        ("FORCES ARMEES MALIENNES", "fama", "name"),
        ("the army", "fama", "description"),
        ("the Malian military", "fama", "description"),
        ("the UN mission", "minusma", "description"),
        ("les casques bleus", "minusma", "description"),
        ("les mercenaires de Wagner", "wagner", "name"),
        ("CSP-PSD", "csp_psd", "acronym"),
        ("Cadre stratégique permanent", "csp_psd", "name"),
        ("Coordination of Azawad Movements (CMA)", "cma", "name"),
        ("Permanent Strategic Framework (CSP)", "csp_psd", "name"),
        ("ex-rebels", "signatory_movements", "label"),
        ("terrorists", "unresolved_armed_group", "label"),
        ("armed extremist groups", "unresolved_armed_group", "label"),
        ("groupes armés terroristes", "unresolved_armed_group", "label"),
        ("GAT", "unresolved_armed_group", "label"),
        ("hommes armés non identifiés", "unresolved_armed_group", "label"),
        ("gunmen", "unresolved_armed_group", "label"),
        ("jihadists", "unresolved_jihadist", "label"),
        ("suspected jihadists", "unresolved_jihadist", "label"),
        ("Tuareg rebels", "unresolved_tuareg_rebels", "label"),
        ("bandits", "unresolved_bandits", "label"),
        ("Jama'at Nusrat al-Islam wal-Muslimin", "jnim", "name"),
        ("Dan Nan Ambassagou", "dan_na_ambassagou", "name"),
        ("soldats tchadiens", "chad_forces", "description"),
        ("Chadian troops", "chad_forces", "description"),
        ("csp_psd", "csp_psd", "name"),
    ],
)
def test_labels(label: str, actor_id: str, kind: str):
    found = ACTORS.resolve(label, on=date(2023, 9, 12) if "CSP" in label else None)
    assert (found.actor_id, found.kind) == (actor_id, kind)
    assert found.label == label


def test_a_label_of_a_class_names_who_may_be_meant():
    found = ACTORS.resolve("ex-rebels", on=date(2023, 10, 1))
    assert found.actor_id == "signatory_movements"
    assert {"cma", "csp_psd", "mnla", "hcua"} <= set(found.candidates)
    assert "csp_dpa" not in found.candidates
    assert "csp_psd" not in ACTORS.resolve("ex-rebels", on=date(2016, 1, 1)).candidates


def test_typing_errors_only_in_long_names():
    assert ACTORS.resolve("Malian Armed Froces").actor_id == "fama"
    assert ACTORS.resolve("Coordination of Azawad Mouvements").actor_id == "cma"
    assert "read as" in ACTORS.resolve("Coordination of Azawad Mouvements").flags[0]
    for short in ("CMB", "FAMB", "JNIX", "Waggner", "GATIB"):
        assert ACTORS.resolve(short).actor_id is None, short


def test_what_is_unknown_stays_unknown():
    for label in ("", "   ", "—", "xyz", "the weather", "Kidal", "is", "un", "au", "us", "\x00"):
        found = ACTORS.resolve(label)
        assert found.actor_id is None
        assert found.reason


def test_named_outside_its_life_keeps_its_id_and_is_flagged():
    late = ACTORS.resolve("MINUSMA", on=date(2024, 5, 1))
    assert late.actor_id == "minusma"
    assert any("after it ended on 2023-12-31" in flag for flag in late.flags)
    early = ACTORS.resolve("JNIM", on=date(2015, 5, 1))
    assert early.actor_id == "jnim"
    assert any("before it began on 2017-03-02" in flag for flag in early.flags)
    assert ACTORS.resolve("JNIM", on=date(2018, 5, 1)).flags == ()
    # Between the last French soldier in Mali and the official end.
    disputed = ACTORS.resolve("Barkhane", on=date(2022, 10, 1))
    assert any("sources differ" in flag for flag in disputed.flags)


def test_dataset_strings():
    for label, scheme, actor_id in (
        ("Military Forces of Mali (2021-)", "acled", "fama"),
        ("Military Forces of Mali (2030-)", "acled", "fama"),
        ("Military Forces of Mali (2021-) Special Forces", "acled", "mali_special_forces"),
        ("Military Forces of Mali (2021-) Some Unit", "acled", "fama"),
        ("Police Forces of Niger (2023-) Gendarmerie", "acled", "niger_forces"),
        ("Police Forces of Mali (2021-) Gendarmerie", "acled", "mali_gendarmerie"),
        ("JNIM: Group for Support of Islam and Muslims", "acled", "jnim"),
        ("Wagner Group", "acled", "wagner"),
        ("Civilians (Mali)", "acled", "civilians"),
        ("Protesters (Mali)", "acled", "protesters"),
        ("Unidentified Armed Group (Mali)", "acled", "unresolved_armed_group"),
        ("Islamic State (West Africa) - Greater Sahara Faction", "acled", "isgs"),
        ("Civilians (Guinea)", "acled", "civilians"),
        ("Bara Communal Militia (Mali)", "acled", "self_defence_groups"),
        ("Fulani Ethnic Militia (Togo)", "acled", "fulani_militia"),
        ("GATIA: Some Other Wording", "acled", "gatia"),
        ("CSP-PSD: Permanent Strategic Framework", "acled", "csp_psd"),
        ("Military Forces of France (2017-)", "acled", "france_forces"),
        ("Government of Mali", "ucdp", "mali_government"),
        ("IS", "ucdp", "issp"),
        ("CMA", "ucdp", "cma"),
        ("Civilians", "ucdp", "civilians"),
        ("MLI", "gdelt", "mali_government"),
        ("MLIMIL", "gdelt", "fama"),
        ("UNO", "gdelt", "united_nations"),
        ("FRAMIL", "gdelt", "france_forces"),
    ):
        assert ACTORS.resolve(label, scheme=scheme).actor_id == actor_id, label
    assert ACTORS.resolve("ZZZMIL", scheme="gdelt").actor_id is None
    assert ACTORS.resolve("Military Forces of Peru (2001-)", scheme="acled").actor_id is None


# ----------------------------------------------------------------- coalitions


@given(st.sampled_from(IDS), st.none() | DAYS, st.booleans())
def test_members_and_coalitions_are_inverse(actor_id: str, on: date | None, deep: bool):
    for coalition in ACTORS.coalitions(actor_id, on, transitive=deep):
        assert actor_id in ACTORS.members(coalition, on, transitive=deep)
    for member in ACTORS.members(actor_id, on, transitive=deep):
        assert actor_id in ACTORS.coalitions(member, on, transitive=deep)


@given(st.sampled_from(IDS), st.sampled_from(IDS), st.none() | DAYS)
def test_related_is_symmetric_and_holds_for_oneself(a: str, b: str, on: date | None):
    assert ACTORS.related(a, b, on) == ACTORS.related(b, a, on)
    assert ACTORS.related(a, a, on)


def test_related_is_told_by_who_took_whose_place_and_who_contains_whom():
    """On the days beside every turning point, where an answer kept too long would show."""
    actors = load_actors()
    one = timedelta(days=1)
    for row in actors.memberships:
        ends = [row.end, actors.actor(row.member).end, actors.actor(row.coalition).end]
        turns = {d for d in (row.start, *(end + one for end in ends if end)) if d}
        for on in sorted({d for turn in turns for d in (turn - one, turn)}):
            left, right = (set(actors.as_of(x, on)) for x in (row.member, row.coalition))
            above = [
                {c for one in side for c in actors.coalitions(one, on, transitive=True)}
                for side in (left, right)
            ]
            expected = bool(left & right or above[0] & right or above[1] & left)
            assert actors.related(row.member, row.coalition, on) == expected, (row, on)


@given(st.sampled_from(IDS), st.sampled_from(IDS), st.none() | DAYS)
def test_an_alliance_is_mutual_and_no_belonging(a: str, b: str, on: date | None):
    assert ACTORS.allied(a, b, on) == ACTORS.allied(b, a, on)
    assert not (ACTORS.allied(a, b, on) and ACTORS.related(a, b, on))


@given(st.sampled_from(IDS), st.sampled_from(IDS), DAYS)
def test_who_has_an_ally_in_the_table_fights_on_its_side(a: str, b: str, on: date):
    if b in ACTORS.allies(a, on):
        assert ACTORS.allied(a, b, on) or ACTORS.related(a, b, on)
    assert set(ACTORS.allies(a, on)) <= set(ACTORS.allies(a, None))


def test_allies_and_blocs_inherit_nothing():
    for row in ACTORS.memberships:
        if row.kind in ("ally", "bloc"):
            on = row.start
            assert row.coalition not in ACTORS.coalitions(row.member, on, transitive=True), row
            assert row.member not in ACTORS.members(row.coalition, on, transitive=True), row
            assert not ACTORS.related(row.member, row.coalition, on), row
            assert row.source != "unconfirmed", row
            assert row.start, row
    assert ACTORS.coalitions("mali_government", None, transitive=True) == ()
    assert "fama" not in ACTORS.members("aes", date(2026, 1, 1), transitive=True)


@pytest.mark.parametrize(
    ("a", "b", "on", "allied"),
    [
        ("wagner", "fama", date(2023, 9, 12), True),
        ("mali_government", "wagner", date(2023, 9, 12), True),
        ("africa_corps", "mali_national_guard", date(2026, 1, 1), True),
        ("wagner", "fama", date(2021, 11, 30), False),
        ("wagner", "barkhane", date(2022, 1, 15), False),  # an ally of an ally
        ("barkhane", "fama", date(2022, 2, 17), True),
        ("barkhane", "fama", date(2022, 2, 18), False),
        ("burkina_forces", "fama", date(2023, 9, 16), True),
        ("burkina_forces", "fama", date(2023, 9, 15), False),
        ("minusma", "fama", date(2018, 1, 1), False),
        ("ansar_dine", "mnla", date(2012, 4, 1), True),
        ("ansar_dine", "mnla", date(2012, 6, 26), False),
        # Parts of one coalition, as long as they are in it; not of a class, nor of a split group.
        ("mnla", "hcua", date(2016, 1, 1), True),
        ("ansar_dine", "katiba_macina", date(2018, 1, 1), True),
        ("mali_gendarmerie", "fama", date(2018, 1, 1), True),
        ("cma", "plateforme", date(2016, 1, 1), False),
        ("cma", "plateforme", date(2023, 9, 27), False),
        ("maa_cma", "maa_plateforme", date(2016, 1, 1), False),
        ("gatia_fahad", "fama", date(2023, 10, 1), False),
        # One movement of it is the government's ally, the coalition is not.
        ("csp_psd", "fama", date(2023, 6, 1), False),
        ("fla", "jnim", date(2025, 8, 1), False),  # sources contradict it: the row is weak
    ],
)
def test_who_fought_on_one_side(a: str, b: str, on: date, allied: bool):
    assert ACTORS.allied(a, b, on) is allied


def test_allies_of_a_day():
    assert ACTORS.allies("wagner", date(2023, 9, 12)) == ("mali_government",)
    assert ACTORS.allies("fama", date(2023, 9, 16)) == (
        "aes",
        "burkina_government",
        "gatia_gamou",
        "niger_government",
        "russia_forces",
    )
    assert ACTORS.allies("minusma", None) == ()


@given(st.sampled_from(IDS), DAYS)
def test_a_day_finds_no_more_than_any_day(actor_id: str, on: date):
    assert set(ACTORS.coalitions(actor_id, on)) <= set(ACTORS.coalitions(actor_id, None))


@given(st.sampled_from(IDS))
def test_nobody_contains_itself_and_successions_are_inverse(actor_id: str):
    assert actor_id not in ACTORS.coalitions(actor_id, None, transitive=True)
    for later in ACTORS.successors(actor_id):
        assert actor_id in ACTORS.predecessors(later)


def test_coalitions_on_the_turning_points():
    assert ACTORS.coalitions("mnla", date(2014, 6, 9)) == ()
    assert ACTORS.coalitions("mnla", date(2016, 1, 1)) == ("cma",)
    assert "csp_psd" in ACTORS.coalitions("mnla", date(2022, 1, 1), transitive=True)
    assert "csp_dpa" in ACTORS.coalitions("mnla", date(2024, 8, 1))
    assert ACTORS.coalitions("msa_d", date(2023, 9, 25)) == ("plateforme",)
    assert set(ACTORS.members("jnim", date(2018, 1, 1))) >= {
        "ansar_dine",
        "katiba_macina",
        "al_mourabitoun",
        "aqim_sahara",
    }
    assert ACTORS.members("jnim", date(2016, 1, 1)) == ()
    assert "csp_psd" not in ACTORS.coalitions("plateforme", date(2024, 1, 15))
    assert "csp_psd" in ACTORS.coalitions("plateforme", date(2024, 1, 15), min_confidence="low"), (
        "the weaker version is kept"
    )
    assert ACTORS.successors("csp_dpa") == ("fla",)
    assert ACTORS.as_of("mnla", date(2023, 1, 1)) == ("mnla",)
    assert ACTORS.as_of("mnla", date(2025, 1, 1)) == ("fla", "mnla"), "not who split off in 2016"
    assert ACTORS.as_of("msa", date(2020, 1, 1)) == ("msa", "msa_c", "msa_d")
    assert not ACTORS.related("mnla", "msa_d", date(2025, 1, 1))
    assert ACTORS.as_of("mujao", date(2014, 1, 1)) == ("al_mourabitoun", "mujao")
    assert ACTORS.related("fama", "mali_government", date(2023, 1, 1))
    assert ACTORS.related("cma", "fla", date(2025, 3, 1)), "the CMA had become the FLA"
    assert not ACTORS.related("cma", "fla", date(2020, 3, 1))
    assert not ACTORS.related("wagner", "fama", date(2023, 1, 1)), "allied, never a member"
    assert not ACTORS.related("jnim", "issp", date(2023, 1, 1))


# -------------------------------------------------------------------- finding


def test_case_keeps_acronyms_from_being_words():
    for text in ("this is said as it was", "to us and an end", "wagnerian, barkhanes, mali"):
        assert ids_in(text) == []
    for text in ("un homme est allé au marché, il a eu peur", "UN MORT ET UN BLESSÉ AU NORD"):
        assert ids_in(text, "fr") == []
    assert ids_in("THE SITUATION IS BAD FOR US") == []
    assert ids_in('PROVIDED "AS\nIS" WITHOUT') == []
    assert ids_in("they told us troops came", on=date(2015, 1, 1)) == ["fama"]
    assert ids_in("French Troops and US troops, U.S. forces") == [
        "france_forces",
        "usa_forces",
        "usa_forces",
    ]
    assert ids_in("The AU and the UN met.") == ["african_union", "united_nations"]
    assert ids_in("L'ONU, l'UA et l'EI", "fr", date(2023, 1, 1)) == [
        "united_nations",
        "african_union",
        "issp",
    ]


SHORT = sorted(
    {
        n.name
        for actor_id in IDS
        for n in ACTORS.names(actor_id)
        if n.kind == "acronym" and n.name.isalpha()
    }
)


@given(st.lists(st.sampled_from(SHORT), min_size=1, max_size=6), st.sampled_from(["en", "fr"]))
def test_acronyms_never_match_lower_case_words(acronyms: list[str], lang: str):
    assert ACTORS.find(" ".join(a.lower() for a in acronyms), lang=lang) == []


PIECES = st.sampled_from(
    [
        "the Malian army",
        "CSP",
        "(CMA)",
        "l'armée malienne",
        "Wagner",
        "jihadists",
        "U.N. peacekeepers",
        "e\u0301te\u0301",
        "İstanbul",
        "𝔐ali",
        "\n\n",
        "  ",
        "\u00ad",
        "(",
        ")",
        ".",
        "Coordination of Azawad Movements",
        "rebels",
        "its troops",
        "http://x.org/jnim",
        "Nigerian soldiers",
        "ß",
        "ŒUVRE",
    ]
)


@settings(max_examples=200)
@given(st.lists(PIECES | st.text(max_size=12), max_size=25), st.sampled_from(["en", "fr", "de"]))
def test_mentions_quote_the_text_in_order_without_overlap(pieces: list[str], lang: str):
    text = " ".join(pieces)
    last = 0
    for mention in ACTORS.find(text, lang=lang):
        assert text[mention.start : mention.end] == mention.text
        assert last <= mention.start < mention.end
        last = mention.end
        assert mention.nature in ("party", "population", "political")
        assert mention.actor_id is None or mention.actor_id in ACTORS
        assert mention.actor_id is not None or mention.resolution.reason


@given(st.text(max_size=60))
def test_folding_keeps_every_offset(text: str):
    assert len(fold(text)) == len(text)
    plain, offsets = compact(text)
    if offsets is None:
        assert plain == text
    else:
        assert len(offsets) == len(plain) + 1
        assert all(text[offsets[i]] == char for i, char in enumerate(plain))


@given(st.sampled_from(IDS), st.sampled_from(["en", "fr"]))
def test_official_names_are_found_as_a_whole(actor_id: str, lang: str):
    for name in ACTORS.names(actor_id):
        if name.kind == "official" and name.find != "no" and name.lang in ("", lang):
            mentions = ACTORS.find(f"On dit / they say: {name.name}.", lang=lang)
            assert [m.text for m in mentions] == [name.name]


def test_longest_name_wins_and_organisations_are_spanned():
    assert words_in("the Monitoring Committee of the Algiers Peace Agreement met") == [
        ("Monitoring Committee of the Algiers Peace Agreement", "csa_committee")
    ]
    assert words_in("Economic Community of West African States and Le Monde") == [
        ("Economic Community of West African States", "ecowas"),
        ("Le Monde", "media_le_monde"),
    ]
    assert words_in("the Malian army's camp; Mali's army") == [
        ("Malian army", "fama"),
        ("Mali's army", "fama"),
    ]


def test_bracketed_and_defined_acronyms():
    text = "the Arab Movement of Azawad, (MMA) and the High Council (HCX). MMA men. HCX men."
    assert words_in(text) == [("Arab Movement of Azawad", "maa"), ("MMA", "maa"), ("MMA", "maa")]
    assert ids_in("the Permanent Strategic Framework (CSP) said. CSP") == ["csp_psd"] * 3
    text = "Strategic Framework for the Defence of the People of Azawad (CSP). The CSP said"
    assert ids_in(text) == ["csp_dpa"] * 3, "the text itself says which CSP"
    # A wrong expansion is not followed, and is flagged.
    wrong = ACTORS.find("the Congress for Justice in Azawad (CMA) said")
    assert [m.actor_id for m in wrong] == ["cja", "cma"]
    assert any("spells CMA out" in flag for flag in wrong[1].resolution.flags)


def test_heads_join_the_name_they_belong_to():
    assert words_in("CMA fighters met fighters from the JNIM, soldiers of the Malian army") == [
        ("CMA fighters", "cma"),
        ("fighters from the JNIM", "jnim"),
        ("soldiers of the Malian army", "fama"),
    ]
    assert words_in("des combattants de la CMA et les ex-rebelles du CSP-PSD", "fr") == [
        ("combattants de la CMA", "cma"),
        ("ex-rebelles du CSP-PSD", "csp_psd"),
    ]
    assert ids_in("Wagner, militants and villagers") == [
        "wagner",
        "unresolved_armed_group",
        "civilians",
    ]


def test_forces_of_other_nations_are_not_the_malian_army():
    day = date(2021, 3, 1)
    assert words_in("Nigerian troops, Spanish soldiers and Chadian troops", on=day) == [
        ("Nigerian troops", "nigeria_forces"),
        ("Spanish soldiers", None),
        ("Chadian troops", "chad_forces"),
    ]
    assert words_in("soldats sénégalais et soldats espagnols", "fr", day) == [
        ("soldats sénégalais", "senegal_forces"),
        ("soldats espagnols", None),
    ]
    assert ids_in("France withdrew its military forces") == [None]


def test_adjectives_are_no_actors():
    for text in (
        "the rebel-held town",
        "an anti-jihadist mission",
        "civilian vehicles",
        "militant attack",
    ):
        assert ids_in(text) == [], text
    for text in ("un camp militaire", "les attaques terroristes", "un convoi militaire"):
        assert ids_in(text, "fr") == [], text
    assert ids_in("a civilian was killed") == ["civilians"]
    assert ids_in("deux militaires et trois civils tués", "fr") == ["fama", "civilians"]


def test_number_and_nature():
    found = {
        m.text: (m.nature, m.number)
        for m in ACTORS.find(
            "JNIM killed villagers and a soldier; gunmen fled; ECOWAS condemned; Malian forces came"
        )
    }
    assert found == {
        "JNIM": ("party", "sg"),
        "villagers": ("population", "pl"),
        "soldier": ("party", "sg"),
        "gunmen": ("party", "pl"),
        "ECOWAS": ("political", "sg"),
        "Malian forces": ("party", "pl"),
    }


def test_addresses_hold_no_actors():
    assert ids_in("see https://example.org/malian-army/JNIM and JNIM@example.org") == []


def test_line_breaks_within_a_name_but_not_across_paragraphs():
    assert words_in("the Malian\narmy and the Malian   army") == [
        ("Malian\narmy", "fama"),
        ("Malian   army", "fama"),
    ]
    assert words_in("the Malian\r\narmy\r\n\r\nWagner") == [
        ("Malian\r\narmy", "fama"),
        ("Wagner", "wagner"),
    ]
    assert ids_in("Islamic\n\nState") == []


def test_hostile_length_is_not_hostile_time():
    # Would take minutes if a definition or an address cost a scan of the whole text.
    text = " ".join(f"Wagner Group (AB{i}C) http://a{i}.org/" for i in range(4000))
    assert len(ACTORS.find(text)) >= 8000
    for text in (
        "a" * 300_000 + "@",
        "(" * 100_000,
        "Wagner (" * 20_000,
        "l'" * 100_000,
        " \n" * 100_000,
    ):
        ACTORS.find(text, lang="fr")
        ACTORS.resolve(text)


@pytest.mark.parametrize(
    "name", sorted(p.name for p in (SHARED / "reports").glob("*.txt")) or [None]
)
def test_the_five_reports(name: str | None):
    if name is None:
        pytest.skip("the shared reports are not here")
    text = (SHARED / "reports" / name).read_text(encoding="utf-8")
    mentions = ACTORS.find(text, on=date(2023, 10, 1))
    found = {m.actor_id for m in mentions}
    # What a reader marks in each of them.
    expected = {
        "000": {"mali_transition_2021", "cma", "fama", "minusma"},
        "001": {"cma", "fama", "wagner", "minusma", "unresolved_jihadist", "signatory_movements"},
        "002": {"mnla", "maa", "hcua", "unresolved_tuareg_rebels", "minusma", "fama"},
        "003": {"fama", "csp_psd", "unresolved_armed_group", "minusma", "signatory_movements"},
        "004": {"csp_psd", "fama", "cma", "wagner", "minusma", "jnim", "issp", "icrc", "ecowas"},
    }[name[:3]]
    assert expected <= found
    assert all(text[m.start : m.end] == m.text for m in mentions)


# ---------------------------------------------------------------- user's file


def write_user(folder: Path, *lines: str) -> Path:
    for table in ("actors.csv", "actor_names.csv", "memberships.csv"):
        (folder / table).write_bytes((TABLES / table).read_bytes())
    path = folder / "actors_user.csv"
    path.write_text("\n".join(["actor_id,name,name_fr,kind,alias,lang", *lines]) + "\n", "utf-8")
    return path


def test_user_additions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write_user(
        tmp_path,
        "katiba_test,Katiba Test,Katiba d'essai,armed_group,KTB,",
        "katiba_test,,,,Test Brigade,en",
        "fama,,,,Home Guard,en",
        "katiba_test,,,,Wagner,en",
    )
    for actors in (load_actors(data_dir=tmp_path), _load_with(monkeypatch, tmp_path)):
        assert actors.resolve("KTB").actor_id == "katiba_test"
        assert actors.resolve("Katiba d'essai").actor_id == "katiba_test"
        assert [m.actor_id for m in actors.find("the Test Brigade met the Home Guard")] == [
            "katiba_test",
            "fama",
        ]
        assert actors.resolve("Wagner").actor_id == "katiba_test", "the user's name wins"
        assert actors.resolve("Wagner Group").actor_id == "wagner"
        assert actors.actor("katiba_test").inter == 2


def _load_with(monkeypatch: pytest.MonkeyPatch, folder: Path) -> ActorRegistry:
    monkeypatch.setenv("GEOMALI_DATA", str(folder))
    return load_actors()


@pytest.mark.parametrize(
    "line",
    [
        "Katiba Test,Katiba,,armed_group,KTB,",
        "katiba_test,,,,KTB,",
        "katiba_test,Katiba,,no_such_kind,KTB,",
        "fama,,,militia,KTB,",
    ],
)
def test_user_errors_are_told(tmp_path: Path, line: str):
    write_user(tmp_path, line)
    with pytest.raises(SchemaError, match="actors_user"):
        load_actors(data_dir=tmp_path)


def test_broken_tables_are_told(tmp_path: Path):
    write_user(tmp_path).unlink()
    path = tmp_path / "actors.csv"
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace("\nfama,", "\nFAMA,", 1), encoding="utf-8")
    with pytest.raises(SchemaError):
        load_actors(data_dir=tmp_path)
    path.write_text(good.replace("actor_id,", "id,", 1), encoding="utf-8")
    with pytest.raises(SchemaError, match="missing"):
        load_actors(data_dir=tmp_path)


def test_the_examples_in_the_documentation():
    import doctest

    import geomali.actors

    assert doctest.testmod(geomali.actors).failed == 0


def test_loading_is_light():
    code = (
        "import sys; from geomali.actors import load_actors; load_actors().resolve('FAMa');"
        "heavy = {'pandas', 'geopandas', 'numpy', 'pyarrow', 'shapely', 'rapidfuzz',"
        " 'ahocorasick_rs'} & set(sys.modules); sys.exit(len(heavy))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
