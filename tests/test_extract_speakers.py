"""Who says what: speakers that other sentences name, channels, and how a speaker stands to a deed."""

from __future__ import annotations

import pytest


def claims_of(draft):
    return [c for e in draft.events for c in e.claims] + list(draft.claims)


def by(draft, claimant, proposition):
    return next(
        c for c in claims_of(draft) if (c.claimant, c.proposition) == (claimant, proposition)
    )


@pytest.mark.parametrize(
    "text",
    [
        (
            "In a press release, the army claimed to have repelled the raid on Ber on Monday, while "
            "the CSP claims to have captured the camp."
        ),
        (
            "The army claimed in a press release that it had repelled the raid on Ber on Monday, but "
            "the CSP says that it captured the camp."
        ),
    ],
)
def test_a_channel_is_that_of_the_speaker_beside_it(code, text):
    draft = code(text, published="2023-10-03")
    assert by(draft, "fama", "repelled").channel == "press_release"
    assert by(draft, "csp_psd", "captured").channel is None


def test_one_speaker_keeps_the_channel_over_two_verbs(code):
    draft = code(
        "In a video message, JNIM said it had attacked the post at Soumpi on Sunday and claimed "
        "to have killed nine soldiers."
    )
    assert {c.channel for c in claims_of(draft) if c.claimant == "jnim"} == {"video"}


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        (
            (
                "Fighters attacked the camp at Ber on Sunday. Attaye Ag Sidi, a spokesman for the CSP, "
                "spoke of a victory. Sidi said that 20 soldiers were killed."
            ),
            "en",
        ),
        (
            (
                "Le camp de Ber a été attaqué dimanche. Le porte-parole du CSP, Attaye Ag Sidi, a parlé "
                "d'une victoire. Selon Sidi, 20 militaires ont été tués."
            ),
            "fr",
        ),
        (
            (
                "The CSP attacked the camp at Ber on Sunday. The spokesman said that 20 soldiers were "
                "killed."
            ),
            "en",
        ),
    ],
)
def test_a_person_once_introduced_speaks_for_the_party(code, text, lang):
    assert by(code(text, lang=lang, published="2023-10-03"), "csp_psd", "killed")


def test_a_surname_that_nobody_bears_is_no_speaker(code):
    draft = code(
        "Attaye Ag Sidi, a spokesman for the CSP, spoke of a victory. Maiga said that 20 soldiers "
        "were killed in Ber on Sunday.",
        published="2023-10-03",
    )
    assert all(c.claimant is None for c in claims_of(draft))


@pytest.mark.parametrize(
    "text",
    [
        (
            '"JNIM attacked the post at Soumpi on Sunday. We are counting the dead," a military source '
            "said."
        ),
        (
            "“JNIM attacked the post at Soumpi on Sunday. We are counting the dead,” a military "
            "source said."
        ),
        (
            '"We are counting the dead," a military source said. "JNIM attacked the post at Soumpi on '
            'Sunday."'
        ),
    ],
)
def test_a_quotation_of_two_sentences_has_one_speaker(code, text):
    claim = by(code(text), "fama", "attacked")
    assert claim.subject == "jnim"


def test_what_follows_a_closed_quotation_is_not_said(code):
    draft = code('"We are safe," a trader said. JNIM attacked the post at Soumpi on Sunday.')
    assert claims_of(draft) == []


@pytest.mark.parametrize(
    ("text", "claimant", "stance"),
    [
        # A party of the other's deed against civilians.
        ("The CSP said the army killed eight civilians in Ber on Monday.", "csp_psd", "accuses"),
        ("The army said JNIM killed eight villagers near Ber on Monday.", "fama", "accuses"),
        # Of its own, and of what befell itself.
        ("The CSP said it killed eight soldiers in Ber on Monday.", "csp_psd", "asserts"),
        ("The army said it lost eight soldiers in Ber on Monday.", "fama", "asserts"),
        # A party that is no side of it.
        ("The French army said JNIM fighters killed eight men of the CSP in Ber on Monday.",
         "france_forces", "reports"),
        # An organisation that names who did it, and one that does not.
        (("Soldiers of the Malian army killed eight herders in Ber on Monday, Human Rights Watch "
         "said."), "hrw", "accuses"),
        ("Eight herders were killed in Ber on Monday, Human Rights Watch said.", "hrw", "reports"),
    ],
)  # fmt: skip
def test_how_a_speaker_stands_to_what_is_said(code, text, claimant, stance):
    (claim,) = claims_of(code(text, published="2023-10-05"))
    assert (claim.claimant, claim.stance, claim.proposition) == (claimant, stance, "killed")


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("The army attacked Ber on Monday. A resident said five people were killed.", None),
        ("Gunmen attacked Ber on Monday. A resident said the gunmen killed five people.", None),
        ("The army attacked Ber on Monday. A resident said the soldiers killed five people.", "fama"),
    ],
)  # fmt: skip
def test_the_subject_of_a_claim_is_whom_it_names(code, text, subject):
    draft = code(text, published="2023-10-05")
    assert [c.subject for c in claims_of(draft) if c.proposition == "killed"] == [subject]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        (
            (
                "JNIM attacked Ber on Monday. Colonel Souleymane Dao, the army's spokesman, said that "
                "31 fighters were killed."
            ),
            "en",
        ),
        (
            (
                "Le JNIM a attaqué Ber lundi. « 31 combattants ont été tués », a déclaré mardi à la "
                "presse un porte-parole de l'armée."
            ),
            "fr",
        ),
        (
            (
                "JNIM attacked Ber on Monday. Thirty-one fighters were killed, said the army, which "
                "accused JNIM of hiding its dead."
            ),
            "en",
        ),
    ],
)
def test_the_office_behind_a_name_and_the_speaker_behind_a_verb(code, text, lang):
    assert by(code(text, lang=lang, published="2023-10-05"), "fama", "killed")


def test_a_union_leader_is_no_party(code):
    draft = code("Bandits robbed a bus near Gossi on Saturday, a union leader said.")
    (claim,) = claims_of(draft)
    assert claim.claimant is None
    assert claim.basis != "party"
    assert draft.events[0].modality == "occurred"


def test_the_day_on_which_a_toll_is_published_is_not_the_attacks(code):
    draft = code(
        "Le camp a été attaqué dimanche à Léré. L'état-major a publié son bilan mardi : cinq "
        "soldats tués et onze disparus.",
        lang="fr",
        published="2023-09-20",
    )
    (event,) = draft.events
    assert event.date_earliest.isoformat() == "2023-09-17"
    assert event.fatalities.best == 5


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        (
            "The CSP claimed to have captured “the camp and two posts” in Bourem on Sunday.",
            "The CSP claimed to have captured “the camp and two posts” in Bourem on Sunday",
        ),
        (
            'The CSP said on Tuesday its men "took the town of Bamba" and left.',
            'The CSP said on Tuesday its men "took the town of Bamba"',
        ),
        (
            "Le CSP affirme avoir pris « le camp de l'armée » à Ber, ce que l'armée dément.",
            "Le CSP affirme avoir pris « le camp de l'armée »",
        ),
    ],
)
def test_a_quotation_mark_does_not_cut_a_claim(code, text, quote):
    lang = "fr" if "affirme" in text else "en"
    claim = by(code(text, published="2023-10-03", lang=lang), "csp_psd", "captured")
    assert claim.evidence[0].quote.rstrip(".") == quote


@pytest.mark.parametrize(
    ("said", "lang", "subject"),
    [
        ("Residents blamed the army for doing nothing.", "en", None),
        ("The army was accused of abandoning the villagers.", "en", None),
        ("The governor accused the FLA of collusion with smugglers.", "en", None),
        ("Residents accused JNIM of being behind it.", "en", "jnim"),
        ("Residents blamed JNIM for the killings.", "en", "jnim"),
        ("Les habitants reprochent aux FAMa leur arrivée tardive.", "fr", None),
        ("Les habitants accusent le JNIM d'avoir commis cette attaque.", "fr", "jnim"),
    ],
)
def test_only_an_accusation_of_the_deed_names_who_did_it(code, said, lang, subject):
    told = {
        "en": "Unknown men attacked the village of Gossi on Tuesday, killing 12 civilians. ",
        "fr": "Des inconnus ont attaqué le village de Gossi mardi, tuant 12 civils. ",
    }
    (event,) = code(told[lang] + said, lang=lang, published="2024-06-01").events
    accused = {c.subject for c in event.claims if c.stance == "accuses"}
    assert accused == ({subject} if subject else set())
    doers = {a.actor_id for a in event.actors if a.role == "side_a"}
    assert (subject in doers) if subject else doers.isdisjoint({"fama", "fla"})


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        # Who speaks stands before, as one whom no table knows.
        (
            "Gunmen attacked Bourem on Monday. A driver from Gossi, who spoke by telephone, said gunmen had killed five people.",
            None,
        ),
        (
            "Militants attacked Bourem on Monday, according to an army statement.\n\nIt said that the militants had killed 14 soldiers.",
            "fama",
        ),
        ("On Monday, in a statement, the FLA said it killed 14 soldiers in Bourem.", "fla"),
    ],
)
def test_who_speaks(code, text, claimant):
    killed = [c for c in claims_of(code(text, published="2025-02-15")) if c.proposition == "killed"]
    assert {c.claimant for c in killed if c.claimant_text != "journalist"} <= {claimant}
    assert (claimant is None) or [c.claimant for c in killed] == [claimant]


@pytest.mark.parametrize(
    ("said", "lang"),
    [
        ("The army said the situation around the town was under control.", "en"),
        ("L'armée a assuré que la situation était sous contrôle.", "fr"),
        ("The army claims to control the town.", "en"),
        ("L'armée assure contrôler la ville.", "fr"),
    ],
)
def test_to_have_it_under_control_is_to_hold_it(code, said, lang):
    told = {"en": "JNIM attacked Bourem on Monday. ", "fr": "Le JNIM a attaqué Bourem lundi. "}
    claims = claims_of(code(told[lang] + said, lang=lang, published="2024-06-01"))
    assert [(c.claimant, c.proposition, c.subject) for c in claims] == [("fama", "holds", "fama")]


def test_a_headline_has_one_subject(code):
    text = "JNIM Attacks Army Base In Gossi, Says 10 Soldiers Killed\n\nThe attack took place on Monday."
    said = [c for c in claims_of(code(text, published="2024-06-01")) if c.proposition == "killed"]
    assert [(c.claimant, c.subject) for c in said] == [("jnim", "jnim")]


def test_a_title_between_commas_does_not_hide_the_speaker(code):
    text = "JNIM's spokesman for military operations, Abou Moussa, said its fighters had killed 32 soldiers in Tessit on Sunday."
    (claim,) = claims_of(code(text, published="2018-05-02"))
    assert (claim.claimant, claim.proposition, claim.subject) == ("jnim", "killed", "jnim")


def test_an_officer_speaks_for_no_group(code):
    text = (
        "Cinq villageois ont été tués par le Jnim à Boni lundi. Les corps ont été retrouvés, selon le "
        "commandant du secteur."
    )
    assert "jnim" not in {
        c.claimant for c in claims_of(code(text, lang="fr", published="2024-06-01"))
    }


@pytest.mark.parametrize(
    ("text", "lang", "claimant", "holder", "thing"),
    [
        ("Le CSP affirme que le camp de Bamba est sous son contrôle.", "fr", "csp_psd", "csp_psd", "camp"),
        ("« Le camp est entre nos mains », a déclaré un porte-parole du CSP après les combats de dimanche à Bamba.",
         "fr", "csp_psd", "csp_psd", "camp"),
        ("Bamba est désormais sous le contrôle du CSP, selon l'armée.", "fr", "fama", "csp_psd", None),
        ("La ville de Bamba reste aux mains du CSP, selon l'armée.", "fr", "fama", "csp_psd", "village"),
        ("L'armée assure que la ville de Bamba est sous contrôle.", "fr", "fama", "fama", "village"),
        ("The CSP said on Sunday that Bamba was under its control.", "en", "csp_psd", "csp_psd", None),
        ("The army says that the camp in Bamba is in the hands of the CSP.", "en", "fama", "csp_psd", "camp"),
        ("“The camp in Bamba remains in our hands,” the army said on Sunday.", "en", "fama", "fama", "camp"),
        ("Bamba is under the control of the CSP, residents said.", "en", None, "csp_psd", None),
    ],
)  # fmt: skip
def test_who_holds_a_place_is_a_claim_however_it_is_said(code, text, lang, claimant, holder, thing):
    draft = code(text, lang=lang, published="2023-10-01")
    claims = [*draft.claims, *(c for e in draft.events for c in e.claims)]
    [held] = [c for c in claims if c.proposition == "holds"]
    assert (held.claimant, held.subject, held.object) == (claimant, holder, thing)
    assert held.place.name == "Bamba"


@pytest.mark.parametrize(
    "text",
    [
        "The fire at the market in Gao is under control, officials said.",
        "The CSP said that the question was in the hands of the mediators.",
        "Le CSP affirme que la question est entre les mains des médiateurs.",
        "The driver kept the car under control on the road to Gao.",
    ],
)
def test_what_is_no_place_is_held_by_nobody(code, text):
    draft = code(text, lang="fr" if text.startswith("Le") else "en", published="2023-10-01")
    claims = [*draft.claims, *(c for e in draft.events for c in e.claims)]
    assert not [c for c in claims if c.proposition == "holds"]


def test_nobody_is_said_to_have_killed_himself(code):
    text = (
        "The army said that six of its soldiers and 24 members of armed groups had died in fighting "
        "near Ber on Friday."
    )
    [claim] = [c for e in code(text, published="2023-10-01").events for c in e.claims]
    assert (claim.claimant, claim.subject) == ("fama", "fama")
    assert claim.object != "fama"
    text = (
        "The CSP accuses the army of having killed two of its men in an attack in Bamba on Sunday."
    )
    claims = [c for e in code(text, published="2023-10-01").events for c in e.claims]
    assert ("fama", "csp_psd") in {(c.subject, c.object) for c in claims}
