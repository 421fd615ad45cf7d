"""A small grammar of news sentences: one happening said in many ways, its truth known by construction.

The table lists forms: sentences with holes for two parties, a town, a day and a number, below
a line ``# language, parties | type, who began > whom | modality, outcome, what is left out |
claimant stance proposition subject``.  ``A=B``: they fought, and nobody is said to have begun.
In a form ``{A}`` is the first party and ``{B}`` the second, ``{cA}`` the same with a capital,
``{As}`` its possessive, ``{Ab}`` without its article, ``{dA}`` and ``{aA}`` French "de" and "à" with it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

__all__ = ["BESIDE", "FORMS", "PUBLISHED", "Form", "Truth", "say"]

PUBLISHED = "2025-02-15"
"""A Saturday."""

_DAYS = {
    "en": (
        ("on Monday", "2025-02-10"),
        ("on 12 February", "2025-02-12"),
        ("on February 11, 2025", "2025-02-11"),
        ("yesterday", "2025-02-14"),
        ("on Thursday evening", "2025-02-13"),
        ("early on Wednesday", "2025-02-12"),
    ),
    "fr": (
        ("lundi", "2025-02-10"),
        ("le 12 février", "2025-02-12"),
        ("mardi 11 février 2025", "2025-02-11"),
        ("hier", "2025-02-14"),
        ("jeudi soir", "2025-02-13"),
        ("dans la matinée de mercredi", "2025-02-12"),
    ),
}
_TOWNS = ("Gossi", "Bourem", "Ansongo", "Tessalit", "Aguelhok", "Goundam", "Léré", "Niafunké")
_NUMBERS = {
    "en": (
        ("two", 2),
        ("12", 12),
        ("seven", 7),
        ("at least 15", 15),
        ("31", 31),
        ("around 30", 30),
        ("a dozen", 12),
    ),
    "fr": (
        ("deux", 2),
        ("12", 12),
        ("sept", 7),
        ("au moins 15", 15),
        ("31", 31),
        ("une dizaine de", 10),
    ),
}
_REBELS = (
    ("JNIM", "jnim"),
    ("the FLA", "fla"),
    ("the Azawad Liberation Front", "fla"),
    ("Islamic State fighters", "issp"),
    ("fighters from JNIM", "jnim"),
    ("JNIM militants", "jnim"),
    ("the jihadist group JNIM", "jnim"),
)
_REBELLES = (
    ("le JNIM", "jnim"),
    ("le FLA", "fla"),
    ("le Front de libération de l'Azawad", "fla"),
    ("l'État islamique", "issp"),
    ("le GSIM", "jnim"),
)
_PARTIES = {
    "reb": _REBELS,
    "rebx": (
        *_REBELS,
        ("gunmen", "unresolved_armed_group"),
        ("jihadists", "unresolved_jihadist"),
        ("unidentified armed men", "unresolved_armed_group"),
    ),
    "rebn": (
        ("JNIM", "jnim"),
        ("the FLA", "fla"),
        ("the Islamic State", "issp"),
        ("the Azawad Liberation Front", "fla"),
    ),
    "army": (
        ("the army", "fama"),
        ("the Malian army", "fama"),
        ("the Malian armed forces", "fama"),
        ("Malian forces", "fama"),
        ("government troops", "fama"),
    ),
    "armyn": (("the army", "fama"), ("the Malian army", "fama"), ("the general staff", "fama")),
    "freb": _REBELLES,
    "frebx": (
        *_REBELLES,
        ("des hommes armés", "unresolved_armed_group"),
        ("des jihadistes", "unresolved_jihadist"),
        ("des combattants du JNIM", "jnim"),
        ("des individus armés non identifiés", "unresolved_armed_group"),
    ),
    "farmy": (
        ("l'armée", "fama"),
        ("l'armée malienne", "fama"),
        ("les forces armées maliennes", "fama"),
        ("les FAMa", "fama"),
    ),
}


_TYPES = {
    "clash": "Armed clash",
    "civilians": "Attack",
    "abduction": "Abduction/forced disappearance",
    "mine": "Remote explosive/landmine/IED",
    "air": "Air/drone strike",
    "shelling": "Shelling/artillery/missile attack",
    "suicide": "Suicide bomb",
    "taken": "Non-state actor overtakes territory",
    "retaken": "Government regains territory",
    "transfer": "Non-violent transfer of territory",
    "arrests": "Arrests",
    "looting": "Looting/property destruction",
}


@dataclass(frozen=True)
class Form:
    """A way of saying it, and what is true of it."""

    text: str
    lang: str = "en"
    types: tuple[str, ...] = ("Armed clash",)
    side_a: str = "A"
    side_b: str = "B"
    modality: str = "occurred"
    outcome: str | None = None
    dead: bool = True
    dated: bool = True
    claims: tuple[tuple[str, str, str, str], ...] = ()
    told: bool = True
    parties: tuple[str, str] = ("reb", "army")


@dataclass(frozen=True)
class Truth:
    """What a sentence of a form says."""

    side_a: frozenset[str]
    side_b: frozenset[str]
    day: str | None
    town: str
    dead: int | None
    claims: tuple[tuple[str, str, str, str], ...]


def _of(party: str) -> str:
    if party.startswith("des "):
        return ("d'" if party[4] in "aeiouhé" else "de ") + party[4:]
    for article, joined in (("le ", "du "), ("les ", "des ")):
        if party.startswith(article):
            return joined + party[len(article) :]
    return "de " + party


def _to(party: str) -> str:
    for article, joined in (("le ", "au "), ("les ", "aux ")):
        if party.startswith(article):
            return joined + party[len(article) :]
    return "à " + party


def _possessive(party: str) -> str:
    return party + ("'" if party.endswith("s") else "'s")


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def say(form: Form, seed: int) -> tuple[str, Truth]:
    """Fill a form; the same seed gives the same sentence."""
    rng = random.Random(f"{form.text} {seed}")
    names = {}
    holes = {}
    for letter, pool in zip("AB", form.parties, strict=True):
        party, names[letter] = rng.choice(_PARTIES[pool])
        many = party.startswith(("les ", "des "))
        holes |= {
            letter: party,
            f"c{letter}": _capital(party),
            f"{letter}s": _possessive(party),
            f"c{letter}s": _capital(_possessive(party)),
            f"{letter}b": party.removeprefix("the "),
            f"d{letter}": _of(party),
            f"a{letter}": _to(party),
        }
        end = "" if letter == "A" else "B"
        holes |= {
            f"ont{end}": "ont" if many else "a",
            f"sont{end}": "sont" if many else "est",
            f"ent{end}": "ent" if many else "e",
            f"nt{end}": "nt" if many else "",
        }
    day, date = rng.choice(_DAYS[form.lang])
    town = rng.choice(_TOWNS)
    number, dead = rng.choice(_NUMBERS[form.lang])
    holes |= {"T": day, "cT": _capital(day), "P": town, "N": number, "cN": _capital(number)}
    return form.text.format(**holes), Truth(
        frozenset(names[x] for x in form.side_a),
        frozenset(names[x] for x in form.side_b),
        date if form.dated else None,
        town,
        dead if form.dead else None,
        tuple((names[c], stance, what, names[s]) for c, stance, what, s in form.claims),
    )


_TABLE = """
# en rebx army | clash A>B
{cA} attacked a military camp in {P} {T}, killing {N} soldiers.
{cA} raided an army position near {P} {T}. {cN} soldiers were killed.
{cT}, {A} stormed a military base in {P} and killed {N} soldiers.
{cA} attacked {B} in {P} {T}. {cN} soldiers died in the attack.
{cA} launched an attack on {B} in {P} {T}, leaving {N} soldiers dead.
{cA} carried out an attack on {Bs} camp at {P} {T} in which {N} soldiers were killed.
A military camp in {P} was attacked by {A} {T}. {cN} soldiers were killed.
An attack by {A} on {B} in {P} {T} left {N} soldiers dead.
An attack by {A} on a military camp in {P} {T} killed {N} soldiers.
{cN} soldiers were killed {T} in an attack by {A} near {P}.
{cN} soldiers were killed {T} in an attack near {P} attributed to {A}.
An attack on an army camp in {P} {T}, blamed on {A}, killed {N} soldiers.
An attack launched by {A} on {P} {T} killed {N} soldiers.
The attack, carried out {T} by {A} against an army post in {P}, killed {N} soldiers.
The attack {T}, in which {A} killed {N} soldiers, took place in {P}.
Attacking {Bs} camp in {P} {T}, {A} killed {N} soldiers.
{cB} came under attack from {A} in {P} {T}, losing {N} soldiers.
{cB} lost {N} soldiers {T} in an ambush by {A} near {P}.
{cA} ambushed an army convoy near {P} {T}, killing {N} soldiers.
An army convoy was ambushed by {A} near {P} {T}. {cN} soldiers were killed.
An army patrol fell into an ambush laid by {A} near {P} {T}; {N} soldiers were killed.
An ambush by {A} near {P} {T} killed {N} soldiers.
{cA} attacked {P} {T}, killing {N} soldiers, residents said.
Local officials said {A} attacked an army camp in {P} {T} and that {N} soldiers were killed.
{cN} soldiers were among the dead when {A} attacked a camp in {P} {T}.
{cN} soldiers died when {A} attacked their base in {P} {T}.
{cN} soldiers are dead after {A} attacked their post in {P} {T}.
{cN} soldiers killed in {P} attack // {cA} attacked the military camp in {P} {T}.
{cA} attacked {P} {T}. The assault on the army camp left {N} soldiers dead, a local official said.
{cA} targeted an army convoy {T} near {P}, killing {N} soldiers.
{cA} opened fire on an army patrol in {P} {T}, killing {N} soldiers.
{cA} have attacked the army camp in {P}, killing {N} soldiers. The attack happened {T}.
It was {A} who attacked the army camp in {P} {T}, killing {N} soldiers.
{cN} soldiers lost their lives {T} in an attack by {A} on their base in {P}.
An attack by {A} on an army position in {P} {T} claimed the lives of {N} soldiers.
Mali army camp attacked in {P} // {cA} attacked the camp {T}, killing {N} soldiers.
# en rebx army | clash A>B | uncounted
Soldiers were attacked {T} by {A} near {P}.
A military base in {P} came under attack {T} by {A}.
# en rebn army | clash A>B
{cAs} attack on {Bs} camp in {P} {T} killed {N} soldiers.
{cA}, who attacked {Bs} camp in {P} {T}, killed {N} soldiers.
Suspected {Ab} fighters attacked a military camp in {P} {T}, killing {N} soldiers.
{cN} soldiers were killed {T} in {P} by fighters believed to belong to {A}.
{Ab} attack army camp in {P}, {N} dead // The attack took place {T}.
{cA} were behind the attack that killed {N} soldiers in {P} {T}.
Members of {A} attacked an army camp in {P} {T}, killing {N} soldiers.
Dozens of {Ab} fighters stormed an army camp in {P} {T}. {cN} soldiers were killed.
A group of {Ab} fighters attacked an army post in {P} {T}, killing {N} soldiers.
Militants linked to {A} attacked an army post in {P} {T}, killing {N} soldiers.
Army camp in {P} attacked by {Ab} // The attack {T} killed {N} soldiers, a local official said.
# en rebn army | clash A>B | A asserts attacked A
An attack on an army camp in {P} {T}, claimed by {A}, killed {N} soldiers.
{cN} soldiers were killed {T} in an attack on {P} that was claimed by {A}.
{cA} claimed responsibility for the attack on an army camp in {P} {T} that killed {N} soldiers.
Gunmen attacked an army camp in {P} {T}, killing {N} soldiers. {cA} claimed responsibility for the attack on Saturday.
An army camp in {P} was attacked {T}; {N} soldiers died. On Friday, {A} claimed the assault in a statement.
{cN} soldiers were killed in {P} {T}. {cA}, in a video released on Saturday, claimed to have carried out the attack.
{cA} posted a video in which it claimed the attack on the army camp in {P} {T}, in which {N} soldiers were killed.
# en reb army | clash ->B
A patrol of {B} fell into an ambush near {P} {T}. {cN} soldiers died.
# en rebx army | clash A=B
Clashes between {A} and {B} near {P} {T} left {N} people dead.
{cA} clashed with {B} near {P} {T}. {cN} people were killed.
Fighting that pitted {A} against {B} in {P} {T} killed {N} people.
{cN} soldiers were killed in a battle between {A} and {B} at {P} {T}.
# en rebx army | clash A=B | uncounted
{cA} and {B} clashed in {P} {T}.
Fighting broke out between {B} and {A} {T} in {P}.
Heavy fighting erupted {T} in {P} between {A} and {B}.
Clashes {T} pitted {A} against {B} near {P}.
{cB} fought {A} near {P} {T}.
# en rebx army | civilians A>-
{cA} attacked the village of {P} {T}, killing {N} civilians.
{cA} killed {N} villagers near {P} {T}.
{cN} civilians were killed by {A} in {P} {T}.
{cN} men were executed by {A} in {P} {T}.
The massacre of {N} villagers by {A} in {P} {T} shocked the region.
{cA} beheaded {N} civilians in {P} {T}.
{cA} opened fire on traders at a market in {P} {T}, killing {N} people.
{cA} attacked a bus near {P} {T}, killing {N} passengers.
{cN} people, including women and children, were killed {T} in an attack by {A} on the village of {P}.
{cN} villagers were gunned down by {A} in {P} {T}.
The bodies of {N} civilians killed by {A} were found in {P} {T}.
# en rebn army | civilians A>-
The killing of {N} civilians in {P} {T} was blamed on {A}.
# en reb army | civilians B>-
{cB} killed {N} civilians in {P} {T}, witnesses said.
{cN} civilians were summarily executed by {B} in {P} {T}, according to residents.
# en rebn army | civilians B>- | alleged | A accuses killed B
{cA} accused {B} of killing {N} civilians in {P} {T}.
{cA} says {B} killed {N} civilians in {P} {T}.
In a statement, {A} said that {B} had executed {N} civilians in {P} {T}.
{cB} killed {N} civilians in {P} {T}, according to {A}.
{cB} has been accused by {A} of killing {N} civilians in {P} {T}.
# en reb army | civilians A>-
{cA} attacked the village of {P} {T}, killing {N} civilians. Residents accused {B} of arriving too late.
{cA} attacked the village of {P} {T}, killing {N} civilians. Villagers criticised {B} for failing to protect them.
{cA} attacked the village of {P} {T}, killing {N} civilians. The mayor blamed {B} for doing nothing.
# en rebx army | abduction A>- | uncounted
{cA} kidnapped {N} traders near {P} {T}.
{cN} traders were abducted by {A} in {P} {T}.
The abduction of {N} teachers by {A} in {P} {T} worried the town.
{cA} took {N} people hostage in {P} {T}.
{cN} aid workers were seized by {A} near {P} {T}.
# en rebn army | clash A>B | claimed | A asserts killed A
{cA} said it had killed {N} soldiers in an attack on an army camp in {P} {T}.
{cA} claims to have killed {N} soldiers in {P} {T}.
According to {A}, {N} soldiers were killed in the attack on {P} {T}.
{cN} soldiers were killed in the attack on {P} {T}, {A} said in a statement.
On its Telegram channel, {A} claimed to have killed {N} soldiers in {P} {T}.
{cN} soldiers died {T} in {P}, according to a statement from {A}.
{cA} (which has fought the army for years) said its men killed {N} soldiers in {P} {T}.
# en rebn army | taken A>B | claimed uncounted | A asserts captured A
{cA} said it captured the army camp in {P} {T}.
{cA} announced the capture of {P} from {B} {T}.
# en rebn army | taken A>- | claimed uncounted | A asserts captured A
{cA} claims to have taken control of {P} {T}.
“We took the camp of {P} {T},” a spokesman for {A} said.
A spokesman for {A} told AFP that its fighters had captured {P} {T}.
# en rebn army | clash A>B | claimed repelled uncounted | B asserts repelled B
{cB} said it repelled an attack by {A} on {P} {T}.
An attack by {A} on {P} {T} was repelled, {B} said.
# en rebn army | clash A>B | claimed repelled | B asserts repelled B | B asserts killed B
{cB} said its troops had repelled the attack on {P} {T}, killing {N} {Ab} fighters.
# en rebn army | retaken B>A | claimed uncounted undated | B asserts captured B
{cB} announced {T} that it had retaken {P} from {A}.
# en rebn army | clash B>A | claimed | B asserts killed B
{cB} said they had neutralised {N} {Ab} fighters near {P} {T}.
“Our forces killed {N} fighters of {A} in {P} {T},” {B} said.
# en rebn army | clash A>B | B denies captured A
{cA} attacked the camp of {P} {T}, killing {N} soldiers. {cB} denied that the camp had been captured.
# en rebn army | clash A>B | A asserts withdrew A
{cA} attacked the camp of {P} {T}, killing {N} soldiers. The group said it had withdrawn from the town.
# en rebn army | clash A>B | A asserts killed A | B asserts attacked A
{cA} said it killed {N} soldiers in {P} {T}. {cB} acknowledged the attack but gave no toll.
# en rebn army | clash/taken A=B | uncounted | A asserts captured A
{Ab} claims capture of {P} // Fighting broke out {T} between {A} and {B}.
# en reb army | mine ->B
Army trucks hit a roadside bomb near {P} {T}, killing {N} soldiers.
An army vehicle struck a landmine near {P} {T}. {cN} soldiers were killed.
A military vehicle drove over a mine near {P} {T}, killing {N} soldiers.
A roadside bomb struck a military convoy near {P} {T}, killing {N} soldiers.
{cN} soldiers were killed when their vehicle hit an improvised explosive device near {P} {T}.
{cN} soldiers died {T} when a mine exploded under their vehicle near {P}.
The explosion of a mine killed {N} soldiers near {P} {T}.
A bomb blast near {P} killed {N} soldiers {T}.
{cN} soldiers were killed by a roadside bomb near {P} {T}.
A vehicle carrying soldiers hit a landmine near {P} {T}, killing {N}.
{cN} soldiers died when their vehicle ran over a mine near {P} {T}.
A landmine exploded as an army convoy passed near {P} {T}, killing {N} soldiers.
# en reb army | mine A>B
A bomb planted by {A} killed {N} soldiers near {P} {T}.
An army convoy hit a mine laid by {A} near {P} {T}. {cN} soldiers were killed.
{cA} detonated an explosive device against an army convoy near {P} {T}, killing {N} soldiers.
# en reb army | air B>A
{cB} carried out an air strike on {A} near {P} {T}, killing {N} fighters.
# en reb army | air B>-
A drone strike by {B} killed {N} civilians in {P} {T}.
{cN} civilians were killed in {P} {T} in a drone strike attributed to {B}.
Planes of {B} bombed {P} {T}, killing {N} civilians.
Army drones struck {P} {T}, killing {N} civilians.
A military helicopter bombed a market in {P} {T}, killing {N} civilians.
# en rebx army | shelling A>B | uncounted
{cA} fired rockets at the army camp in {P} {T}.
The army camp in {P} was shelled by {A} {T}.
# en rebn army | suicide A>B
A suicide bomber from {A} blew up a vehicle at the army camp in {P} {T}, killing {N} soldiers.
# en rebn army | clash B>A
{cB} killed {N} {Ab} fighters in an operation near {P} {T}.
{cN} {Ab} fighters were killed by {B} in {P} {T}.
{cB} attacked a base of {A} near {P} {T}, killing {N} fighters.
# en reb army | arrests B>- | uncounted
{cB} arrested {N} people in {P} {T}.
# en rebx army | taken A>B | uncounted
{cA} captured {P} from {B} {T} after heavy fighting.
{cA} seized an army camp in {P} {T}.
# en rebn army | taken A>- | uncounted
{P} fell to {A} {T}.
# en rebx army | taken A>- | uncounted
The town of {P} was seized by {A} {T}.
# en rebn army | retaken B>A | uncounted
{cB} retook {P} from {A} {T}.
# en reb army | transfer B>- | uncounted
{cB} withdrew from {P} {T}.
# en reb army | nothing
Residents of {P} fear an attack by {A}.
{cA} may attack {P}, analysts warn.
No attack by {A} was reported in {P} {T}.
{cA} plans to attack {P}, a security source said.
{cB} should retake {P}, an analyst said.
{cA} often attack villages around {P}.
Residents of {P} commemorated the victims of the 2012 attack {T}.
{cA} and {B} met in {P} {T} to discuss a ceasefire.
{cA} threatened to attack {P}.
The defence minister visited {P} {T} and met soldiers.
{cB} warned that {A} was planning to attack {P}.
Aid convoys reached {P} {T}, the UN said.
Three men accused of belonging to {A} went on trial {T}.
{cB} held a training exercise near {P} {T}.
# fr frebx farmy | clash A>B
{cA} {ont} attaqué un camp militaire à {P} {T}, tuant {N} soldats.
{cT}, {A} {ont} attaqué une position de l'armée près de {P}. {cN} soldats ont été tués.
{cA} attaqu{ent} le camp de l'armée à {P} {T} et tue{nt} {N} militaires.
{cA} {ont} mené une attaque contre {B} à {P} {T}, faisant {N} morts parmi les soldats.
Un camp de l'armée a été attaqué par {A} à {P} {T}. Le bilan est de {N} soldats tués.
{cN} soldats ont été tués {T} à {P} par {A}.
Le camp militaire de {P} a été la cible d'une attaque {dA} {T}. {cN} soldats sont morts.
L'attaque {dA} contre {B} à {P} {T} a fait {N} morts parmi les militaires.
Une attaque {dA} contre un camp de l'armée à {P} {T} a coûté la vie à {N} soldats.
Une attaque menée par {A} contre un poste de l'armée à {P} {T} a tué {N} soldats.
L'attaque, perpétrée {T} par {A} à {P}, a visé un camp de l'armée et fait {N} morts.
{cA} {ont} tendu une embuscade à un convoi de l'armée près de {P} {T}, tuant {N} soldats.
Un convoi de l'armée est tombé dans une embuscade tendue par {A} près de {P} {T}. {cN} soldats ont péri.
{cN} soldats ont trouvé la mort {T} dans une embuscade {dA} près de {P}.
Selon des habitants, {A} {ont} attaqué le camp militaire de {P} {T}, tuant {N} soldats.
{cA} {ont} attaqué le camp militaire de {P} {T}, tuant {N} soldats, a indiqué un élu local.
« {cA} {ont} attaqué le camp militaire de {P} {T} », raconte un habitant. {cN} soldats sont morts.
Mali : {N} soldats tués à {P} // {cA} {ont} attaqué {T} le camp militaire de la ville.
{cB} {ontB} subi une attaque {dA} à {P} {T}, perdant {N} hommes.
{cB} {ontB} perdu {N} soldats {T} dans une attaque {dA} à {P}.
{cA} s'en {sont} pris à une patrouille de l'armée à {P} {T}, tuant {N} soldats.
{cA} {ont} ouvert le feu sur une patrouille de l'armée près de {P} {T}, tuant {N} militaires.
{cN} militaires ont été tués {T} lors d'une attaque menée par {A} contre leur base à {P}.
{cN} soldats sont morts {T} quand {A} {ont} attaqué leur camp à {P}.
{cN} soldats ont perdu la vie {T} dans une attaque {dA} contre leur camp à {P}.
Un camp de l'armée attaqué à {P} // L'attaque, menée {T} par {A}, a fait {N} morts parmi les soldats.
# fr freb farmy | clash A>B
Une attaque imputée {aA} contre l'armée à {P} {T} a fait {N} morts.
{cN} soldats ont été tués {T} près de {P} dans une attaque attribuée {aA}.
{cA}, qui {ont} attaqué le camp militaire de {P} {T}, {ont} tué {N} soldats.
Des combattants présumés {dA} ont attaqué un camp de l'armée à {P} {T}, tuant {N} soldats.
Attaque {dA} à {P} : {N} soldats tués // L'attaque contre le camp militaire a eu lieu {T}.
Des éléments {dA} ont attaqué un poste de l'armée à {P} {T}, tuant {N} militaires.
Des membres présumés {dA} ont attaqué un poste de l'armée à {P} {T}, tuant {N} militaires.
Un groupe de combattants {dA} a attaqué un poste de l'armée à {P} {T}, tuant {N} militaires.
# fr freb farmy | clash A>B | A asserts attacked A
Une attaque revendiquée par {A} contre le camp militaire de {P} a tué {N} soldats {T}.
{cA} {ont} revendiqué l'attaque contre le camp militaire de {P} qui a tué {N} soldats {T}.
Un camp de l'armée a été attaqué {T} à {P}, faisant {N} morts. {cA} {ont} revendiqué l'attaque samedi dans un communiqué.
{cN} soldats ont été tués {T} à {P}. L'attaque a été revendiquée vendredi par {A}.
{cA} a diffusé une vidéo dans laquelle il revendique l'attaque contre le camp de l'armée à {P} {T}, où {N} soldats ont été tués.
# fr frebx farmy | clash ->B
Des soldats sont tombés dans une embuscade près de {P} {T} : {N} morts.
# fr freb farmy | clash A=B | uncounted
Des affrontements ont opposé {A} à l'armée près de {P} {T}.
# fr frebx farmy | clash A=B
Des affrontements entre {A} et {B} ont fait {N} morts à {P} {T}.
Un accrochage entre {B} et {A} s'est produit {T} près de {P}, faisant {N} morts.
# fr frebx farmy | clash A=B | uncounted
Des combats ont éclaté {T} à {P} entre {B} et {A}.
De violents combats ont eu lieu {T} entre {A} et {B} dans le secteur de {P}.
{cA} et {B} se sont affrontés {T} près de {P}.
La ville de {P} a été le théâtre {T} de combats entre {A} et {B}.
# fr frebx farmy | civilians A>-
{cA} {ont} attaqué le village de {P} {T}, tuant {N} civils.
{cN} villageois ont été tués par {A} à {P} {T}.
{cA} {ont} exécuté {N} civils à {P} {T}.
{cA} {ont} attaqué le village de {P} {T}, tuant {N} civils. Les habitants accusent {B} d'être arrivée trop tard.
{cA} {ont} attaqué le village de {P} {T}, tuant {N} civils. Les villageois reprochent {aB} de ne pas être intervenue.
{cN} civils ont été abattus par {A} à {P} {T}.
{cN} personnes, dont des femmes et des enfants, ont été tuées {T} dans une attaque {dA} contre le village de {P}.
Les corps de {N} civils tués par {A} ont été retrouvés à {P} {T}.
{cA} {ont} attaqué un car de transport près de {P} {T}, tuant {N} passagers.
{cA} {ont} ouvert le feu sur des commerçants à la foire de {P} {T}, tuant {N} personnes.
{cA} {ont} égorgé {N} civils à {P} {T}.
# fr freb farmy | civilians B>- | alleged | A accuses killed B
{cA} accuse {B} d'avoir tué {N} civils à {P} {T}.
{cA} affirme que {B} {ontB} tué {N} civils à {P} {T}.
Selon {A}, {B} {ontB} exécuté {N} civils à {P} {T}.
# fr frebx farmy | abduction A>- | uncounted
{cA} {ont} enlevé {N} commerçants près de {P} {T}.
{cN} enseignants ont été enlevés par {A} à {P} {T}.
L'enlèvement de {N} enseignants par {A} à {P} {T} a choqué la ville.
{cA} {ont} pris {N} personnes en otage à {P} {T}.
# fr freb farmy | clash A>B | claimed | A asserts killed A
{cA} affirme avoir tué {N} soldats dans une attaque contre un camp de l'armée à {P} {T}.
{cN} soldats ont été tués dans l'attaque contre {P} {T}, a affirmé {A} dans un communiqué.
Selon {A}, {N} soldats ont été tués dans une attaque contre un camp à {P} {T}.
# fr freb farmy | taken A>- | claimed uncounted | A asserts captured A
{cA} revendique la prise de {P} {T}.
Le porte-parole {dA} a affirmé à l'AFP que ses combattants avaient pris {P} {T}.
# fr freb farmy | taken A>B | claimed uncounted | A asserts captured A
{cA} affirme avoir pris le contrôle du camp de l'armée à {P} {T}.
# fr freb farmy | clash A>B | claimed repelled uncounted | B asserts repelled B
{cB} affirme{ntB} avoir repoussé une attaque {dA} contre {P} {T}.
# fr freb farmy | clash B>A | claimed | B asserts killed B
{cB} dit avoir neutralisé {N} combattants {dA} près de {P} {T}.
# fr freb farmy | clash A>B | B denies captured A
{cA} {ont} attaqué le camp de {P} {T}, tuant {N} soldats. {cB} dément la prise du camp.
# fr freb farmy | mine ->B
Un véhicule de l'armée a sauté sur une mine près de {P} {T}, tuant {N} soldats.
Un convoi militaire a heurté un engin explosif improvisé près de {P} {T}. {cN} soldats ont été tués.
{cN} soldats ont été tués {T} dans l'explosion d'une mine près de {P}.
Une mine a explosé au passage d'un convoi de l'armée près de {P} {T}, tuant {N} soldats.
Un véhicule transportant des soldats a sauté sur une mine près de {P} {T}, faisant {N} morts.
L'explosion d'une mine au passage d'un convoi militaire près de {P} a tué {N} soldats {T}.
# fr freb farmy | mine A>B
Un engin explosif posé par {A} a tué {N} soldats près de {P} {T}.
# fr freb farmy | air B>-
{cB} {ontB} mené une frappe aérienne près de {P} {T}, tuant {N} civils.
Une frappe aérienne {dB} a tué {N} civils à {P} {T}.
{cN} civils ont été tués {T} à {P} par une frappe de drone attribuée {aB}.
# fr frebx farmy | shelling A>B | uncounted
{cA} {ont} tiré des roquettes sur le camp de l'armée à {P} {T}.
# fr freb farmy | clash B>A
{cB} {ontB} tué {N} combattants {dA} à {P} {T}.
{cN} combattants {dA} ont été tués par {B} à {P} {T}.
# fr freb farmy | arrests B>- | uncounted
{cB} {ontB} arrêté {N} personnes à {P} {T}.
# fr freb farmy | taken A>- | uncounted
{cA} s'{sont} emparé de {P} {T}.
La ville de {P} est tombée {T} aux mains {dA}.
# fr freb farmy | retaken B>A | uncounted
{cB} {ontB} repris la ville de {P} {aA} {T}.
# fr freb farmy | nothing
Les habitants de {P} craignent une attaque {dA}.
{cA} pourrait attaquer {P}.
Aucune attaque n'a été signalée à {P} {T}.
{cB} doit reprendre {P}, estime un analyste.
{cA} menace d'attaquer {P}.
Le ministre de la Défense s'est rendu à {P} {T} et a rencontré des soldats.
Trois hommes accusés d'appartenir {aA} ont comparu {T} à Bamako.
{cB} {ontB} organisé une formation à {P} {T}.
Les habitants de {P} ont commémoré {T} les victimes de l'attaque de 2012.
# en rebx army | clash A>B | repelled uncounted
{cB} repelled an attack by {A} on a camp in {P} {T}.
{cB} beat back an assault by {A} on {P} {T}.
# en rebx army | clash/taken A>B
{cA} overran an army camp in {P} {T}, killing {N} soldiers.
# en rebn army | clash B>A | uncounted
{cB} launched an offensive against {A} in {P} {T}.
# en rebn army | clash B>A | claimed undated | B asserts killed B
{cB} said {T} that it had killed {N} fighters of {A} in {P}.
# en rebx army | shelling A>B
Rockets fired by {A} hit the army camp in {P} {T}, killing {N} soldiers.
A rocket attack by {A} on an army camp in {P} {T} killed {N} soldiers.
# en reb army | shelling ->B
Mortar shells fell on the army camp in {P} {T}, killing {N} soldiers.
# en rebn army | air A>B
A kamikaze drone attack by {A} on an army camp in {P} {T} killed {N} soldiers.
# en reb army | civilians B>- | alleged
A rights group accused {B} of executing {N} civilians in {P} {T}.
# en rebx army | looting A>- | uncounted
{cA} looted shops in {P} {T}.
{cA} burned down houses in the village of {P} {T}.
# en rebn army | clash A>B | claimed | A asserts attacked A | A asserts killed A
{cA} said in a statement that its fighters had attacked an army camp in {P} {T}, killing {N} soldiers.
“We attacked the army camp in {P} {T} and killed {N} soldiers,” {A} said.
# en rebn army | civilians ->- | A denies killed A
{cN} civilians were killed in {P} {T}. {cA} denied any involvement.
# en rebn army | civilians B>- | alleged | B denies killed B
A rights group accused {B} of killing {N} civilians in {P} {T}. {cB} rejected the accusation.
# en rebn army | clash/taken A>B | claimed uncounted | A asserts captured A | B denies captured A
{cA} said it had captured {P} {T}, a claim denied by {B}.
# en rebn army | clash A>B | uncounted | B asserts holds B
{cA} attacked {P} {T}. {cB} said it was in full control of the town.
# en rebn army | clash A>- | uncounted | A asserts holds A
{cA} attacked {P} {T}. The group said it controlled the town.
# en rebn army | retaken/transfer B>- | claimed uncounted | B asserts entered B
{cB} announced that its forces had entered {P} {T}.
# en rebn army | clash A>B | alleged uncounted | B accuses attacked A
{cB} accused {A} of attacking a camp in {P} {T}.
# en reb army | mine ->-
A bus hit a landmine near {P} {T}, killing {N} passengers.
# en rebn army | taken A>B | uncounted
The army base in {P} fell into the hands of {A} {T}.
# en rebn army | taken/transfer A>B | uncounted
{cA} took control of the town of {P} {T} after {B} withdrew.
# fr frebx farmy | clash A>B | repelled uncounted
{cB} {ontB} repoussé une attaque {dA} contre un camp à {P} {T}.
# fr freb farmy | clash B>A | uncounted
{cB} {ontB} lancé une offensive contre {A} à {P} {T}.
# fr frebx farmy | shelling A>B
Des roquettes tirées par {A} ont touché le camp de l'armée à {P} {T}, tuant {N} soldats.
# fr freb farmy | shelling ->B
Des obus sont tombés sur le camp de l'armée à {P} {T}, tuant {N} soldats.
# fr freb farmy | air A>B
Une attaque de drone kamikaze {dA} contre un camp de l'armée à {P} {T} a tué {N} soldats.
# fr freb farmy | civilians B>- | alleged
Une ONG accuse {B} d'avoir exécuté {N} civils à {P} {T}.
# fr freb farmy | clash A>B | claimed | A asserts attacked A | A asserts killed A
{cA} affirme dans un communiqué que ses combattants ont attaqué un camp de l'armée à {P} {T}, tuant {N} soldats.
« Nous avons attaqué le camp de l'armée à {P} {T} et tué {N} soldats », a déclaré {A}.
# fr freb farmy | clash A>B | alleged uncounted | B accuses attacked A
{cB} accuse {A} d'avoir attaqué un camp à {P} {T}.
# fr freb farmy | civilians B>- | alleged | B denies killed B
Une ONG accuse {B} d'avoir tué {N} civils à {P} {T}. {cB} rejette ces accusations.
# fr freb farmy | clash/taken A>B | claimed uncounted | A asserts captured A | B denies captured A
{cA} dit avoir pris {P} {T}, ce que dément {B}.
# fr freb farmy | clash A>B | uncounted | B asserts holds B
{cA} {ont} attaqué {P} {T}. {cB} assure contrôler la ville.
# fr freb farmy | mine ->-
Un car a sauté sur une mine près de {P} {T}, tuant {N} passagers.
# fr freb farmy | taken A>B | uncounted
{cA} s'{sont} emparé d'un camp de l'armée à {P} {T}.
# fr freb farmy | taken/transfer A>B | uncounted
{cA} {ont} pris le contrôle de la ville de {P} {T} après le retrait de l'armée.
# fr freb farmy | taken/transfer A>- | uncounted
Le camp de {P} est passé {T} sous le contrôle {dA}.
"""


def _forms() -> Iterator[Form]:
    head: dict[str, Any] = {}
    for line in _TABLE.strip().splitlines():
        if not line.startswith("# "):
            yield Form(line.replace(" // ", "\n\n"), **head)
            continue
        who, what, *rest = [part.strip() for part in line[2:].split("|")]
        lang, first, second = who.split()
        head = {"lang": lang, "parties": (first, second), "told": what != "nothing"}
        if what == "nothing":
            continue
        kinds, sides = what.split()
        head["types"] = tuple(_TYPES[kind] for kind in kinds.split("/"))
        one, _, other = ("AB", "", "") if sides == "A=B" else sides.partition(">")
        head |= {"side_a": one.strip("-"), "side_b": other.strip("-")}
        if rest and len(rest[0].split()) < 4:
            for word in rest.pop(0).split():
                if word in {"uncounted", "undated"}:
                    head["dead" if word == "uncounted" else "dated"] = False
                else:
                    head["outcome" if word == "repelled" else "modality"] = word
        head["claims"] = tuple(tuple(claim.split()) for claim in rest)


FORMS = tuple(_forms())


BESIDE = {
    lang: tuple(sentences.strip().splitlines())
    for lang, sentences in {
        "en": """
The attackers arrived on motorbikes and pickup trucks at dawn.
The assault lasted several hours, a resident said.
“They opened fire on everyone,” a resident told AFP by telephone.
“We heard heavy gunfire and explosions,” said a shopkeeper.
Vehicles were burned and the camp was partly destroyed.
The gunmen fled with weapons and two vehicles.
The assailants looted weapons and set fire to several tents before leaving.
Several wounded soldiers were evacuated to the hospital in Gao.
The wounded were flown to Bamako.
Another security source confirmed the attack and the toll.
The army confirmed the attack in a statement but gave no casualty figures.
The army said it had sent reinforcements to the area.
A military official said the situation was under control.
“The enemy has been repelled and our forces are in pursuit,” the army said in a statement.
Air support was called in and the attackers withdrew towards the border.
No group has claimed responsibility for the attack.
There was no immediate claim of responsibility.
It was not immediately clear who was behind the assault.
The United Nations condemned the attack and called for those responsible to be brought to justice.
The UN mission expressed its condolences to the families of the victims.
President Assimi Goita vowed to hunt down the attackers.
The government declared three days of national mourning.
The governor of the region called on the population to remain calm.
Mali has been battling a jihadist insurgency since 2012.
Thousands of civilians and soldiers have been killed and hundreds of thousands displaced.
The violence has since spread to neighbouring Burkina Faso and Niger.
In 2012, rebels and jihadists seized the north of the country before being driven out by a French-led intervention.
The region has seen repeated attacks by groups linked to al-Qaeda and the Islamic State.
The military seized power in two coups in 2020 and 2021.
Mali's ruling junta expelled French troops in 2022 and turned to the Russian mercenary group Wagner.
The last UN peacekeepers left Mali in December 2023.
Analysts fear further attacks along the road to Gao.
Jihadist groups regularly target military convoys in the area.
Attacks on army positions have increased in recent months.
Armed groups have stepped up attacks since the withdrawal of the UN mission.
The area is a stronghold of armed groups involved in smuggling.
Residents have fled to the town of Gao.
Schools and markets remained closed on Saturday.
“We are afraid that they will come back,” said a trader in the town.
The army did not respond to requests for comment.
The attack is one of the deadliest against the army this year.
It was the second attack on the town in a month.
The toll could rise, the official warned.
Security forces launched a search operation to find the assailants.
The dead were buried on Friday.
Soldiers accompanied by Russian mercenaries patrolled the town on Friday.
A 2015 peace agreement between the government and the northern rebels collapsed last year.
The peace agreement signed in Algiers in 2015 was ended by the junta in January 2024.
Human rights groups have accused the army and its Russian allies of abuses against civilians.
The families of the victims demanded justice.
Witnesses said the attackers shouted religious slogans.
The town lies about 80 km from the border with Niger.
Local officials said the bodies of the soldiers were found in and around the camp.
The death toll was confirmed by two hospital sources.
A curfew was imposed in the town.
Journalists could not independently verify the toll.
""",
        "fr": """
Les assaillants sont arrivés à moto et à bord de pick-up à l'aube.
L'assaut a duré plusieurs heures, selon un habitant.
« Ils ont tiré sur tout le monde », raconte un habitant joint par téléphone.
« Nous avons entendu des tirs nourris et des explosions », témoigne un commerçant.
Des véhicules ont été incendiés et le camp a été partiellement détruit.
Les assaillants ont emporté des armes et deux véhicules.
Plusieurs soldats blessés ont été évacués vers l'hôpital de Gao.
Une autre source sécuritaire a confirmé l'attaque et le bilan.
L'armée a confirmé l'attaque dans un communiqué, sans donner de bilan.
L'armée a annoncé l'envoi de renforts dans la zone.
Un responsable militaire a assuré que la situation était sous contrôle.
L'aviation est intervenue et les assaillants se sont repliés vers la frontière.
L'attaque n'a pas été revendiquée.
Aucun groupe n'a revendiqué l'attaque.
Les Nations unies ont condamné l'attaque et demandé que les auteurs soient traduits en justice.
La mission de l'ONU a présenté ses condoléances aux familles des victimes.
Le président de la transition a promis de traquer les auteurs de l'attaque.
Le gouvernement a décrété trois jours de deuil national.
Le gouverneur de la région a appelé la population au calme.
Le Mali est confronté depuis 2012 à une insurrection jihadiste.
Des milliers de civils et de militaires ont été tués et des centaines de milliers de personnes déplacées.
Les violences se sont propagées au Burkina Faso et au Niger voisins.
En 2012, des rebelles et des jihadistes s'étaient emparés du nord du pays avant d'être chassés par une intervention française.
La région est le théâtre d'attaques répétées de groupes liés à Al-Qaïda et à l'État islamique.
Les militaires ont pris le pouvoir lors de deux coups d'État en 2020 et 2021.
La junte a poussé les troupes françaises au départ en 2022 et s'est tournée vers le groupe russe Wagner.
Les derniers Casques bleus ont quitté le Mali en décembre 2023.
Les habitants craignent de nouvelles attaques sur la route de Gao.
Les groupes jihadistes visent régulièrement les convois militaires dans la zone.
Les attaques contre l'armée se sont multipliées ces derniers mois.
Des habitants ont fui vers la ville de Gao.
Les écoles et les marchés sont restés fermés samedi.
L'armée n'a pas répondu aux sollicitations de l'AFP.
C'est l'une des attaques les plus meurtrières contre l'armée cette année.
C'est la deuxième attaque contre la ville en un mois.
Le bilan pourrait s'alourdir, prévient le responsable.
Les forces de sécurité ont lancé une opération de ratissage pour retrouver les assaillants.
Les victimes ont été inhumées vendredi.
L'accord de paix signé à Alger en 2015 a été dénoncé par la junte en janvier 2024.
Des organisations de défense des droits humains accusent l'armée et ses alliés russes d'exactions contre les civils.
Un couvre-feu a été instauré dans la ville.
La ville se trouve à environ 80 km de la frontière avec le Niger.
""",
    }.items()
}
"""Sentences that stand beside an attack in the news and tell no other event."""
