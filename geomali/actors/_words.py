"""Words of English and French that the registry and the finder reason with.

They belong to the languages; the actors themselves are in the tables.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "ACTING_WORDS",
    "ADJECTIVES_FR",
    "ADJECTIVE_LIKE",
    "DETERMINERS_FR",
    "DOUBT_WORDS",
    "FORCE_NOUNS",
    "POSSESSIVES",
    "SHOUTED_WORDS",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DOUBT_WORDS: Final = _words(
    """
    suspected presumed alleged supposed apparent probable likely so called
    presume presumes presumee presumees suppose supposes supposees supposee
    soi disant dits dit
    """
)
"""Folded words that cast doubt on who it was."""

FORCE_NOUNS: Final = {
    "en": (
        "air force",
        "aircraft",
        "armed forces",
        "armies",
        "army",
        "army soldiers",
        "border guards",
        "commandos",
        "contingent",
        "defence and security forces",
        "defence forces",
        "defense and security forces",
        "defense forces",
        "fighter jet",
        "fighter jets",
        "forces",
        "gendarmerie",
        "gendarmes",
        "government forces",
        "fighter planes",
        "gunships",
        "helicopter",
        "helicopters",
        "jet",
        "jets",
        "legionnaires",
        "military",
        "military aircraft",
        "military contingent",
        "military forces",
        "military personnel",
        "paratroopers",
        "police",
        "security forces",
        "servicemen",
        "soldier",
        "soldiers",
        "special forces",
        "troopers",
        "troops",
        "warplane",
        "warplanes",
    ),
    "fr": (
        "armee",
        "armees",
        "armee de l air",
        "aviation",
        "commandos",
        "contingent",
        "elements",
        "force",
        "forces",
        "forces armees",
        "forces de defense",
        "forces de defense et de securite",
        "forces de securite",
        "forces speciales",
        "gendarmes",
        "gendarmerie",
        "helicopteres",
        "legionnaires",
        "militaire",
        "militaires",
        "patrouille",
        "police",
        "policiers",
        "soldat",
        "soldats",
        "troupes",
    ),
}
"""Folded nouns that follow (English) or precede (French) a nationality."""

ADJECTIVE_LIKE: Final = _words(
    """
    civilian civil extremist fighter guerrilla hostage insurgent islamist jihadi jihadist
    migrant militant miner passenger prisoner rebel refugee resident secessionist separatist
    student terrorist trader driver farmer herder militia police demonstrator protester
    bandit mercenary worker activist health returnee opposition
    """
)
"""Folded English words that are an adjective if a noun follows: "rebel leader"."""

ACTING_WORDS: Final = _words(
    """
    who was were is are has had have and or in on at from of to by near with for after before
    during then also said told did killed died opened fired shot attacked fled wounded injured
    armed burned blew detonated set took stormed entered left came went made lost seized
    ambushed abducted kidnapped when while as against that which but dead between over
    about inside outside around under through into not may could would will can still
    """
)
"""Folded English words after which an adjective-like word before them is a noun after all."""

ADJECTIVES_FR: Final = _words(
    """
    civil civile civils militaire militaires islamiste islamistes jihadiste jihadistes
    djihadiste djihadistes terroriste terroristes rebelle rebelles independantiste
    independantistes separatiste separatistes extremiste extremistes combattant humanitaires
    """
)
"""Folded French words that are an adjective if a noun precedes them: "camp militaire"."""

DETERMINERS_FR: Final = _words(
    """
    le la les l un une des de du d au aux ce cet cette ces son sa ses leur leurs plusieurs
    quelques certains certaines deux trois quatre cinq six sept huit neuf dix onze douze treize
    quatorze quinze seize vingt trente quarante cinquante soixante cent dizaine centaine chaque
    par et ou ni que contre entre comme autres nombreux presumes presume supposes tous nos vos
    mes aucun ex si dont en sur avec sans pour parmi chez a ont dits soi disant premiers
    """
)
"""Folded French words before which none of :data:`ADJECTIVES_FR` is an adjective."""

POSSESSIVES: Final = _words("its their his her our your my ses leurs leur son sa nos notre")
"""Folded words before a force that is somebody's, without saying whose."""

SHOUTED_WORDS: Final = _words("is as us it an un au ua eu ue ei pam oms")
"""Folded acronyms that are also words: not read as acronyms in a line all in capitals."""
