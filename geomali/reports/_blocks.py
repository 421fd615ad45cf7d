"""Text to blocks: what is body, and what is page furniture, caption, dateline or note.

The rules look at form (length, position, punctuation, set phrases of English
and French news pages), never at what a report is about.  When a rule is in
doubt the paragraph stays body: a caption read as body is a nuisance, a body
paragraph read as furniture is a lost event.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from geomali.reports._days import MONTH_RE, WEEKDAYS, find_full_dates
from geomali.reports._records import Block

__all__ = ["Hint", "find_blocks"]


@dataclass(frozen=True, slots=True)
class Hint:
    """What the mark-up said of a stretch of extracted text; ``level`` is that of a heading."""

    start: int
    end: int
    kind: str
    level: int = 0


@dataclass(slots=True)
class _Par:
    """One paragraph while it is being judged."""

    start: int
    end: int
    text: str
    kind: str = ""
    level: int = 0
    label_end: int = 0
    section: str = ""
    hinted: bool = False


_I = re.IGNORECASE

_MAX_CAPTIONS: Final = 40
# A head has a few lines; more of them are a list.
_HEAD_LINES: Final = 4
# Whole short paragraphs of page furniture.  Those that end in ".*" may run on, up to _FURNITURE_MAX.
_FURNITURE_MAX: Final = 260
_FURNITURE = re.compile(
    r"(?:"
    # moving about the page
    r"(?:back to |go to )?(?:top|bottom) of (?:the )?page|back to top|skip to (?:main )?content"
    r"|haut de (?:la )?page|bas de (?:la )?page|retour en haut|aller au contenu(?: principal)?"
    r"|home|accueil|menu|search|rechercher|recherche|next|previous|suivant|précédent"
    r"|(?:next|previous) (?:post|article|story)\b.*|article (?:suivant|précédent)\b.*"
    # sharing
    r"|share(?: this(?: (?:article|post|story|page|on .*))?| on .*| via .*)?\s*:?"
    r"|partage[rz]?(?: (?:cet article|cette page|ceci|sur .*|via .*))?\s*:?"
    r"|click to (?:share|print|email)\b.*|cliquez pour (?:partager|imprimer|envoyer)\b.*"
    r"|cliquer pour (?:partager|imprimer|envoyer)\b.*"
    r"|(?:facebook|twitter|whatsapp|telegram|linkedin|e-?mail|pinterest|x|print|imprimer|tweet|pocket)"
    r"(?:[\s|,·•/]+(?:facebook|twitter|whatsapp|telegram|linkedin|e-?mail|pinterest|x|print|imprimer|pocket))*"
    r"|like this:?(?: .*)?|like loading.*|loading\.{3}|(?:j['’]aime|wordpress:?j['’]aime)\b.{0,40}|chargement.{0,5}"
    r"|\d+ (?:comments?|commentaires?|shares?|partages?|views?|vues|likes?)"
    # comment forms
    r"|leave a (?:reply|comment)\b.*|post a comment.*|add a comment.*|cancel reply|write a comment.*"
    r"|laisse[rz]? un commentaire\b.*|laissez? une réponse\b.*|ajouter un commentaire.*|annuler la réponse"
    r"|your e-?mail address will not be published\b.*|required fields are marked\b.*"
    r"|votre adresse (?:e-?mail|de messagerie|électronique) ne sera pas publiée\b.*"
    r"|les champs obligatoires sont indiqués\b.*"
    r"|save my name,? .*|enregistrer mon nom\b.*|post comment|publier le commentaire|comments? are closed.*"
    r"|les commentaires sont fermés.*|(?:you must be )?logged in to post a comment.*|log in to (?:reply|comment).*"
    r"|(?:name|nom|e-?mail|website|site web|comment|commentaire)\s*\*?|comments|commentaires"
    # other articles
    r"|(?:read|see|watch|listen) (?:also|more|next)\b\s*(?:[:»→-].*|\w.{0,110})?|also (?:read|see)\b\s*:?.*"
    r"|(?:à )?(?:lire|voir|écouter) (?:aussi|également).*|(?:lire|voir) (?:la suite|plus)\b.*|lisez aussi\b.*|lire (?:l['’]article|plus)\b.*"
    r"|(?:related|similar|recommended|more) (?:articles?|posts?|stories|news|topics?|content|reading|coverage)\b.{0,60}"
    r"|more (?:from|on this|in this section)\b.{0,60}|you (?:may|might) (?:also )?(?:like|be interested)\b.*"
    r"|articles? (?:similaires?|liés?|connexes?|associés?|récents?)\b.{0,40}|sur le même (?:sujet|thème).{0,60}"
    r"|vous (?:aimerez|pourriez) (?:aussi|aimer|également)\b.*|dans la même rubrique.*|à découvrir.{0,40}"
    r"|most (?:read|popular|viewed|recent)\b.{0,40}|(?:les )?(?:plus lus|plus populaires|articles populaires).{0,30}"
    r"|trending(?: now| topics)?|à la une|latest news|dernières nouvelles|en continu|editor['’]s picks?"
    r"|(?:tags?|tagged(?: with| in)?|mots[- ]clés|étiquettes?|étiqueté|filed under|posted in|catégories?|categor(?:y|ies))\s*:.*"
    # asking for money or attention
    r"|(?:please )?subscribe\b.*|sign up (?:for|to|now|here|today)\b.*|sign up|s['’]abonner\b.*|abonnez[- ]vous\b.*"
    r"|inscrivez[- ]vous\b.*|s['’]inscrire\b.*|(?:our |notre )?(?:daily |weekly )?newsletter\b.*|get (?:our|the) (?:daily |weekly )?newsletter\b.*"
    r"|(?:already a subscriber|déjà abonné)\b.*|(?:cet article|this article) est réservé\b.*|this article is (?:for|reserved)\b.*"
    r"|follow us\b.*|suivez[- ]nous\b.*|join (?:us|our)\b.*|rejoignez[- ]nous\b.*|rejoignez notre\b.*"
    r"|download (?:the |our )?(?:app|pdf)\b.*|téléchargez\b.{0,60}|support (?:our|us|independent)\b.*|faire un don|donate(?: now)?"
    r"|advertisements?|publicité|sponsored(?: content)?|contenu sponsorisé|article continues below\b.*"
    # law and machinery
    r"|(?:we|this (?:site|website)) uses? cookies\b.*|nous utilisons des cookies\b.*|ce site utilise\b.*|cookies?(?: (?:policy|settings|preferences))?"
    r"|(?:accept|reject|accepter|refuser)(?: (?:all|tous?|les|cookies))*|by continuing\b.*|en poursuivant votre navigation\b.*"
    r"|gérer (?:mes|les|vos) cookies|manage (?:cookies|consent)\b.*"
    r"|(?:all rights reserved|tous droits réservés)\b.*|copyright\b.*|(?:©|\(c\))\s*(?:copyright\b|\d{4}|.*(?:rights|droits)).*"
    r"|.{0,80}(?:all rights reserved|tous droits réservés)\.?"
    r"|privacy policy.{0,60}|terms (?:of (?:use|service)|and conditions).{0,60}|politique de confidentialité.{0,60}|mentions légales.{0,60}"
    r"|contact(?:ez[- ]nous| us)?|about us|à propos|powered by\b.*|propulsé par\b.*|theme by\b.*"
    r"|(?:reading time|temps de lecture)\b.{0,30}|\d+ min(?:ute)?s?\.? (?:read|de lecture)"
    r"|(?:écouter|listen)\b[\s:–-]*(?:\d+:\d+)?.{0,12}|.{0,30}\bsuivre|save articles to read later\b.*|keep reading|list of \d+ items?|list \d+ of \d+.*|end of list"
    r"|recevez (?:toute|tous|chaque|notre|nos|par)\b.*|je m['’]abonne|suivez (?:toute|l['’]actualité)\b.*|receive our\b.*|get the latest\b.*"
    r"|(?:for (?:more|further) information|pour plus d['’]informations?)\b.*"
    r"|[\w'’]+(?: [\w'’]+)?(?:\s?[|>»›]\s?[\w'’]+(?: [\w'’]+){0,2}){1,5}"
    r"|our standards\s*:.*|nos standards\s*:.*|click here\b.*|cliquez ici\b.*|view (?:all|comments|in browser)\b.*"
    r"|(?:printer[- ]friendly|version imprimable)\b.*|(?:send|envoyer) (?:by|par) e-?mail"
    r"|this (?:article|story) (?:was|has been) (?:updated|corrected|amended)\b.*"
    r")\s*",
    _I | re.DOTALL,
)
# From here to the end of the page nothing is report any more, if it stands in the last part.
_COMMENTS = re.compile(
    r"(?:leave a (?:reply|comment)|laisse[rz]? un commentaire|laissez? une réponse|post a comment"
    r"|ajouter un commentaire|\d+ (?:comments?|commentaires?)|comments?|commentaires?"
    r"|your e-?mail address will not be published|votre adresse (?:e-?mail|de messagerie) ne sera)\b",
    _I,
)
# Lines after this are titles of other articles, until a real paragraph comes.
_OTHERS = re.compile(
    r"(?:related|similar|recommended|more (?:from|stories|news|articles)|you (?:may|might)|articles? (?:similaires|liés|connexes|récents)"
    r"|sur le même|vous (?:aimerez|pourriez)|most (?:read|popular)|(?:les )?plus lus|trending|latest news|dans la même|"
    r"(?:read|see) (?:also|more)\s*:?$|(?:à )?(?:lire|voir) (?:aussi|également)\s*:?$)",
    _I,
)
_CREDIT = re.compile(
    r"(?:\b(?:AFP|AP|EPA|REUTERS|Reuters|DPA|UN|MINUSMA|Getty)\s+(?:PHOTO|Photo|Images?)\b"
    r"|\bREUTERS/(?=\w)|\b(?:AFP|AP|EPA|EPA-EFE|Getty(?: Images)?|MINUSMA|ONU|UN Photo|Xinhua|ICRC|CICR)\s?/\s?(?=[A-ZÉ])"
    r"|(?<=[\w.])\s?/\s?(?:AFP|AP|EPA|REUTERS|Reuters|Getty|Anadolu|Xinhua|Sipa|Hans Lucas|Shutterstock)\b"
    r"|\((?i:photo(?:graph)?s?|image|crédits?|credit|file photo|archives?|illustration|picture|video still)\b[^()]{0,100}\)"
    r"|\[(?i:photo|image|file|credit|crédit)\b[^\[\]]{0,80}\]"
    r"|(?:©|\(c\))\s?[A-ZÉ][\w .,'’/-]{1,50}$"
    r"|\b(?:Photos?|Image|Picture|Credits?|Crédits?)(?:\s(?:credit|crédit|courtesy))?\s?:\s?[A-ZÉ][\w .,'’/&-]{1,40}$)"
)
_CAPTION_START = re.compile(
    r"(?:(?:file )?(?:photo|image|picture|photograph|crédits?(?: photos?| image)?|credits?|photo credit|image credit|illustration"
    r"|photo d['’](?:illustration|archives?)|image d['’](?:illustration|archives?)|légende|caption|infographie|infographic|vidéo|video|"
    r"(?:figure|fig\.|graphique|chart|map|carte|tableau|table)\s?\d*)\s*(?::|©|by\b|–|-\s|\|)"
    r"|(?:map|carte|satellite image|image satellite) (?:of|de|du|des|showing|montrant)\b"
    r"|FILE\s?[-–—:(]|\(?archives?\)\s|photo d['’](?:illustration|archives?)\b|image d['’]illustration\b)",
    _I,
)
# Present tense of photo captions; a report tells in the past.
_POSED = r"(?<!\ba)(?<!\bthe)(?<!\ban)"  # "a patrol" is no verb
_POSING = re.compile(
    r"^(?:(?:(?!(?:in|at|on|as|after|since|when|while|for|from|dans|à|au|après|depuis)\b)[\w-]+\s){1,2}?"
    r"(?:residents|women|men|children|soldiers|troops|fighters|militants|rebels|peacekeepers|protesters|demonstrators)"
    rf"\b[^.!?]{{0,60}}?{_POSED}\s(?:stand guard|pose|patrol|ride|gather)\b"
    r"|(?:an?|two|three|some|several|members? of|people|residents?|women|men|children|soldiers|troops|fighters|protesters"
    rf"|demonstrators|un|une|des|deux|trois|plusieurs|les|la|le|l['’]|the|malian|french|tuareg|un)\b[^.!?]{{0,90}}?{_POSED}\s"
    r"(?:holds?|stands?|walks?|patrols?|poses?|sits?|gathers?|rides?|waves?|attends?|listens?|looks? (?:on|at)|drives?|queues?|shakes?|speaks? (?:at|during|to)"
    r"|(?:is|are) (?:seen|pictured|shown)|(?:seen|pictured|photographed)|tient|tiennent|patrouill(?:e|ent)|pos(?:e|ent)|march(?:e|ent)|assist(?:e|ent)|brandi(?:t|ssent)"
    r"|photographiée?s?|défil(?:e|ent))\b)",
    _I,
)
_REPORTING = re.compile(
    r"\b(?:said|told|announced|reported|accused|killed|attacked|claimed|according|a déclaré|ont déclaré|a annoncé|ont annoncé|selon|a dit|ont tué|a tué|tués|attaqué)\b",
    _I,
)
# Words that only a narrative has: what happened, told in the past.
_TELLING = re.compile(
    r"\b(?:(?:ont|a|avaient|avait)\s(?:\w+\s)?(?:été\s)?\w+(?:é|ée|és|ées|i|u|is|ert|ait)|(?:was|were|has|have|had)\s(?:been\s)?\w+ed)\b",
    _I,
)
# A paragraph that says first which day it goes on with is part of the story.
_THAT_DAY = re.compile(
    r"(?:le (?:même jour|lendemain|surlendemain|jour suivant|\d{1,2}\b)|la (?:veille|nuit)|(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b"
    r"|(?:on )?(?:the (?:same|next|following) day|that (?:same )?day|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b))",
    _I,
)
_BYLINE = re.compile(
    r"(?:(?:written|writing|reported|reporting|edited|editing|additional reporting|story|words|text|compiled|translated|posted|published|analysis|article|photos?)\s+by\b"
    r"|(?:rédigé|écrit|publié|traduit|propos recueillis|texte|reportage)(?: et photos?)? (?:par|de)\b|source\s?:\s?(?:AFP|Reuters|AP|Xinhua|RFI|ONU|UN News)\b"
    r"|(?:by|par)\s+(?:the\s+|la\s+|le\s+|l['’]|notre\s+)?|de notre (?:correspondante?|envoyée?)\b|from our correspondent\b|avec (?:AFP|Reuters)\b"
    r"|(?:par|by)\s?:$|(?:auteure?|author|authors|writer|editor|éditeur|correspondent|correspondante?)s?\s?:)",
    _I,
)
_AGENCY = re.compile(
    r"(?:\(?(?:AFP|Reuters|AP|Associated Press|Agence France-Presse|Xinhua|APA|PANA|La rédaction|The editorial (?:team|board)"
    r"|Staff (?:reporter|writer|correspondent)|Staff|News desk|Newsroom|Agencies|Avec agences)\)?\.?)",
    _I,
)
_NAME_WORD = r"(?:[A-ZÀ-ÖØ-Þ][\w'’.-]*|ag|ould|ben|bin|al|el|de|du|la|le|van|von|of|the|and|et|in|at|à|with|avec|for|pour|&|\||,|;|staff|team|desk|correspondent|correspondant|our|notre|reporters?|news)"
_BYLINE_REST = re.compile(rf"[\s,;|/·•–-]*(?:{_NAME_WORD}[\s,;|/·•–-]*){{0,18}}\.?")
_CALENDAR = frozenset(WEEKDAYS) | frozenset(MONTH_RE.split("|"))
_DATE_LABEL = re.compile(
    r"(?:date(?: of publication| published| de publication)?|published(?: on| at| date)?|publication date|posted(?: on)?|updated(?: on| at)?|last (?:updated|modified)(?: on)?"
    r"|first published(?: on)?|issued(?: on)?|created(?: on)?|release date|publiée?(?: le)?|publication|mise? à jour(?: le)?|dernière mise à jour|modifiée?(?: le)?|posté(?: le)?|créée?(?: le)?|paru(?: le)?|le)\b\s*:?",
    _I,
)
_DATELINE_WORDS: Final = frozenset(
    ["le", "la", "de", "du", "des", "en", "d", "l", "h", "am", "pm", "of", "the", "of"]
)
# "Agence France-Presse in Bamako"
_FILED_IN = re.compile(r",?\s(?:in|at|à|en)\s[A-ZÀ-Þ][\w’'-]+(?:\s[A-ZÀ-Þ][\w’'-]+)?$")
_FROM_TO = re.compile(r"\b(?:19|20)\d\d\s?(?:[-–—]|to|until|through|au|à)\s?$", _I)
_AGENCY_IN = r"[A-Z][\w .&'’/-]{1,30}"
_DAY_IN = rf"(?:(?:le\s+)?(?:[A-Za-zéû]+\.?,?\s+)?(?:\d{{1,2}}(?:er|st|nd|rd|th)?\s+(?:{MONTH_RE})|(?:{MONTH_RE})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?)\.?,?(?:\s+(?:19|20)\d\d)?)"
_DATELINE = re.compile(
    rf"(?P<place>[A-ZÀ-ÖØ-Þ][\w'’.-]*(?:[ /][A-ZÀ-ÖØ-Þ(][\w'’.)-]*){{0,3}})"
    rf"(?:,\s*(?P<country>[A-ZÀ-ÖØ-Þ][\w'’. -]{{1,25}}?))?"
    rf"(?:\s*,?\s*(?P<day>(?i:{_DAY_IN})))?"
    rf"(?:\s*[,/]?\s*(?P<agency>\({_AGENCY_IN}\)|/\s?{_AGENCY_IN}/?))?"
    r"\s*(?:[-–—]{1,2}|:|\.)(?=\s)\s*"
)
_NOTE = re.compile(
    r"(?:\[\d{1,3}\]|\(\d{1,3}\)(?=\s.*https?://)|\^|[¹²³⁴⁵⁶⁷⁸⁹]+\s|\d{1,3}\.?\s(?=.*https?://)|ibid\b|op\. cit|https?://\S+$|www\.\S+$"
    r"|(?:sources?|références?|references?|bibliograph(?:y|ie)|notes?|footnotes?|endnotes?|further reading|external links|see|voir)\s?:(?!//))",
    _I,
)
_NOTE_HEADING = re.compile(
    r"(?:sources?|références|references|bibliograph(?:y|ie)|notes|foot ?notes|end ?notes|notes de bas de page|further reading|external links|works cited|liens externes)\s?:?",
    _I,
)
_SENTENCE_END = re.compile(r"[.!?…][\"”»’')\]\s\d\[]*$")
_INNER_STOP = re.compile(r"[a-zà-ÿ)”»]{2}[.!?…][”»\")\]]?\s+[A-ZÀ-Þ«“\"]")
_URL = re.compile(r"https?://|www\.")
_MARK = re.compile(r"\[\d+\]")
_WORD = re.compile(r"\w+")

# Labels of analysts' layouts, because they decide the modality of what follows.
_SECTIONS: Final[dict[str, str]] = {
    label: key
    for key, labels in {
        "event": "event|events|what happened|incident|incidents|the facts|facts|key events|key developments|latest developments|situation|événement|evenement|événements|faits|les faits|ce qui s'est passé|faits saillants|évolution de la situation",
        "significance": "significance|why it matters|implications|implication|impact|assessment|the significance|portée|enjeux|importance|conséquences|implications pour",
        "analysis": "analysis|our analysis|comment|commentary|opinion|the analysis|analyse|commentaire|notre analyse|décryptage|avis|éditorial|editorial|point de vue",
        "outlook": "outlook|forecast|what next|what's next|looking ahead|next steps|scenarios|scenario|prospects|perspectives|perspective|scénarios|prévisions|et maintenant|à venir|prochaines étapes|what to watch",
        "recommendations": "recommendations|recommendation|policy recommendations|key recommendations|recommended actions|recommandations|recommandation|recommandations politiques|actions recommandées",
        "background": "background|context|history|historical background|background information|contexte|historique|rappel|rappel des faits|antécédents|pour rappel|contexte historique",
        "summary": "summary|executive summary|key points|key takeaways|highlights|overview|at a glance|résumé|points clés|en bref|l'essentiel|synthèse|bottom line",
        "region": "region of concern|region|location|country|area of concern|pays|région|lieu|localité|zone",
        "response": "response|humanitarian response|réponse|réponse humanitaire|needs|besoins|humanitarian needs|besoins humanitaires|gaps|lacunes",
        "methodology": "methodology|method|about the data|disclaimer|méthodologie|note méthodologique|avertissement|about the author|about us|à propos de l'auteur",
    }.items()
    for label in labels.split("|")
}
_LABEL = re.compile(
    r"[#*_\s]*(?:\d{1,2}[.)]\s*|[IVX]{1,4}[.)]\s*)?(?P<label>[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'’ ]{2,28}?)\s?(?P<end>:|[*_]{2}:?|$)"
)
_ADDRESSEE = re.compile(r"(?:to|for|au|aux|à|pour)\s", _I)


def _paragraphs(text: str) -> list[_Par]:
    """Split into paragraphs: at line ends, unless the text is wrapped at a fixed width."""
    lines: list[tuple[int, int, bool]] = []
    at, blank = 0, True
    for raw in text.splitlines(keepends=True):
        body = raw.strip()
        if body:
            start = at + raw.index(body[0]) if raw[0].isspace() else at
            lines.append((start, start + len(body), blank))
            blank = False
        else:
            blank = True
        at += len(raw)
    followed = [i for i in range(len(lines) - 1) if not lines[i + 1][2]]
    cut = sum(not _SENTENCE_END.search(text[lines[i][0] : lines[i][1]]) for i in followed)
    lengths = sorted(lines[i][1] - lines[i][0] for i in followed)
    # In prose that is wrapped at a width most lines go on in small letters; in a list of
    # headings and short paragraphs they do not.
    goes_on = sum(text[lines[i + 1][0]].islower() for i in followed)
    width = lengths[int(0.95 * (len(lengths) - 1))] if lengths else 0
    wrapped = (
        len(followed) >= 3
        and cut > 0.5 * len(followed)
        and goes_on > 0.35 * len(followed)
        and lengths[len(lengths) // 2] >= 45
        and width <= 110
    )
    pars: list[_Par] = []
    previous_length = 0
    for start, end, after_blank in lines:
        first = text[start]
        joins = False
        if pars and not after_blank:
            before = text[pars[-1].start : pars[-1].end]
            open_end = not _SENTENCE_END.search(before) and not before.endswith((":", ";"))
            if wrapped:
                joins = (
                    previous_length > 0.6 * width
                    and first not in "-•*–["
                    and not _is_short_label(before)
                )
            else:
                joins = open_end and first.islower() and previous_length > 45
        if joins:
            pars[-1].end = end
        else:
            pars.append(_Par(start, end, ""))
        previous_length = end - start
    for par in pars:
        par.text = text[par.start : par.end]
    return pars


def _is_short_label(text: str) -> bool:
    return len(text) < 40 and (text.endswith(":") or text.isupper())


def _is_sentence_like(text: str) -> bool:
    return len(text) >= 60 and bool(_SENTENCE_END.search(text))


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _has_credit(text: str) -> bool:
    """Whether a short paragraph credits a picture; "told AFP/Reuters" does not."""
    if not any(mark in text for mark in ("/", "(", "©", "[", "PHOTO", "Photo", ": ")):
        return False
    found = list(_CREDIT.finditer(text))
    if not found:
        return False
    last = found[-1].group()
    # "… ont attaqué un convoi (photo transmise par un habitant)." tells, and mentions a picture.
    if last.startswith("(") and len(text) > 80 and _TELLING.search(text[: found[-1].start()]):
        return bool(
            re.search(r"(?i)\b(?:AFP|Reuters|AP|EPA|Getty|Xinhua|MINUSMA|credit|crédit)\b|/", last)
        )
    if not _REPORTING.search(text):
        return True
    return found[-1].end() >= len(text) - 40 and any(
        mark in last for mark in ("hoto", "HOTO", "REUTERS/", "©", "mage")
    )


def _is_byline(text: str) -> bool:
    if len(text) > 200:
        return False
    if _AGENCY.fullmatch(_FILED_IN.sub("", text)):
        return True
    body = text.strip("()[]*_ ")
    match = _BYLINE.match(body)
    if match is None:
        return False
    rest = body[match.end() :]
    words = [word.lower() for word in _words(rest)]
    if not words:
        return body.endswith(":") or match.group().strip().lower() not in {"by", "par"}
    # "By Monday, the army …" and "By 2015 …" tell; "By Jane Doe, 12 May 2023" signs.
    if words[0] in _CALENDAR or words[0].isdigit():
        return False
    for found in reversed(list(find_full_dates(rest))):
        rest = rest[: found.start] + rest[found.end :]
    rest = re.sub(
        r"(?i)\b(?:on|le|published|publié|updated|\w+(?:ing|ed|ten) by|photos? by|\d{1,2}[:h]\d{2})\b",
        " ",
        rest,
    )
    return _BYLINE_REST.fullmatch(rest) is not None


def _is_dateline(text: str) -> bool:
    """A paragraph that is nothing but a date, with a label, a place or an hour."""
    if len(text) > 120 or not any(char.isdigit() for char in text) or _CAPTION_START.match(text):
        return False
    if text.count("|") >= 2 or "\t" in text:
        return False  # a row of a table, whose cells tell something
    found = list(find_full_dates(text))
    if not found or len(found) > 3:
        return False
    if _FROM_TO.search(text, 0, found[-1].start):
        return False  # how long something lasted
    rest = text
    for item in reversed(found):
        rest = rest[: item.start] + " " + rest[item.end :]
    label = _DATE_LABEL.match(text)
    if (
        label
        and label.group().strip().lower() == "le"
        and text[label.end() : found[0].start].strip()
    ):
        label = None  # "Le porte-parole a parlé le 12 mai 2024." is a sentence
    if label:
        rest = rest[label.end() :] if label.end() <= found[0].start else rest
    rest = re.sub(
        r"(?i)\b(?:\d{1,2}\s?[:h]\s?\d{0,2}(?::\d\d)?\s?(?:am|pm)?|GMT|UTC|EST|EDT|CET|T\d\S*|at|à|on|le|last|updated|published|publiée?|posted|mise? à jour|modifiée?|by|in|dans)\b",
        " ",
        rest,
    )
    words = _words(rest)
    # After a label ("Posted on … by admin") any few words may follow; alone only names may.
    return len(words) <= 6 and (
        label is not None
        or not any(word[0].islower() and word not in _DATELINE_WORDS for word in words)
    )


def _label(par: _Par) -> tuple[str, int] | None:
    """Known section label that opens a paragraph, and where its text goes on."""
    match = _LABEL.match(par.text)
    if match is None:
        return None
    name = " ".join(match["label"].lower().replace("’", "'").split())
    key = _SECTIONS.get(name)
    if key is None:
        return None
    end = match.end()
    while end < len(par.text) and par.text[end] in "*_: ":
        end += 1
    # Without a colon only the whole paragraph is a label: "Analysis of the text shows …" is not.
    if not match["end"] and end < len(par.text):
        return None
    return key, end


_PICTURE_FILE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg)$", re.IGNORECASE)


def _local_kind(par: _Par) -> str:
    """What a paragraph is by its own words alone, or nothing."""
    text = par.text
    if len(text) <= _FURNITURE_MAX:
        if not any(char.isalnum() for char in text) or _PICTURE_FILE.search(text):
            return "furniture"
        if _FURNITURE.fullmatch(text.lstrip("→►▶»>•*-–— ")):
            return "furniture"
        if _is_byline(text):
            return "byline"
        if _is_dateline(text):
            return "dateline"
    match = _NOTE.match(text)
    if match:
        return "footnote"
    if len(text) <= 500 and len(_INNER_STOP.findall(text)) <= 2:
        if _CAPTION_START.match(text) and not _REPORTING.search(text[:120]):
            return "caption"
        if len(text) <= 400 and _has_credit(text):
            return "caption"
    return ""


def _repeats(text: str, caption: str) -> bool:
    """Whether a paragraph says little more than a caption does, as when both credit one picture."""
    if caption in text and len(text) <= 3 * len(caption):
        return True  # the same caption twice or three times over
    if len(text) > 400:
        return False
    own, other = set(_words(text.lower())), set(_words(caption.lower()))
    return len(own) >= 4 and len(own & other) >= 0.6 * len(own)


def _mark_tails(pars: list[_Par]) -> None:
    """Comment forms, lists of other articles and reference lists run on."""
    total = pars[-1].end
    others = notes = comments = False
    for par in pars:
        if par.kind == "furniture" and _COMMENTS.match(par.text) and par.start > 0.4 * total:
            comments = True
        if comments:
            par.kind = "furniture"
            continue
        if _NOTE_HEADING.fullmatch(par.text.strip("#*_ ")) and par.start > 0.3 * total:
            par.kind, notes, others = "footnote", True, False
            continue
        if par.kind == "furniture":
            others = bool(_OTHERS.match(par.text))
            continue
        if notes:
            # A list of sources ends where a section or a real paragraph begins again.
            if _label(par) or (len(par.text) > 300 and not _URL.search(par.text)):
                notes = False
            elif par.kind in {"", "byline", "dateline"}:
                par.kind = "footnote"
            continue
        if others:
            if par.kind == "" and not _is_sentence_like(par.text) and len(par.text) < 160:
                par.kind = "furniture"
            else:
                others = False


def _mark_between(pars: list[_Par]) -> None:
    """Short lines between page furniture, after the report has begun, are links and tags."""
    told = False
    run: list[_Par] = []
    open_run = False
    for par in pars:
        if par.kind == "furniture":
            for item in run if open_run else ():
                item.kind = "furniture"
            run, open_run = [], told
        elif par.kind == "" and len(par.text) <= 60 and not _SENTENCE_END.search(par.text):
            run.append(par)
        else:
            told = told or (par.kind == "" and len(par.text) >= 80)
            run, open_run = [], False
    for item in run if open_run else ():
        item.kind = "furniture"


def _mark_captions(pars: list[_Par]) -> None:
    captions = [par for par in pars if par.kind == "caption"][:_MAX_CAPTIONS]
    for par in pars:
        if par.kind != "" or len(par.text) > 900 or _REPORTING.search(par.text):
            continue
        if any(_repeats(par.text, other.text) for other in captions):
            par.kind = "caption"
    longest = max(len(par.text) for par in pars)
    for par in pars:
        if par.kind == "" and len(par.text) > 400:
            break
        if (
            par.kind == ""
            and len(par.text) <= 300
            and _POSING.match(par.text)
            and not _REPORTING.search(par.text)
            and not _TELLING.search(par.text)
            and not _THAT_DAY.match(par.text)
            and not _INNER_STOP.search(par.text)
            and longest > len(par.text)
        ):
            par.kind = "caption"


_ABBREVIATED = re.compile(r"(?:[A-Z]\.){2,}$")


def _mark_title(pars: list[_Par], title: str) -> None:
    open_pars = [par for par in pars if par.kind == ""]
    if title:
        wanted = " ".join(_words(title.lower()))
        for par in open_pars[:6]:
            if len(par.text) <= 2 * len(title) + 20 and wanted == " ".join(
                _words(par.text.lower())
            ):
                par.kind = "title"
                return
    if any(par.kind == "title" for par in pars) or len(open_pars) < 2:
        return
    first, later = open_pars[0], open_pars[1:]
    text = first.text.strip("#*_ ")
    if (
        len(text) > 220
        or len(_words(text)) > 30
        or not any(len(par.text) >= 80 or _SENTENCE_END.search(par.text) for par in later)
    ):
        return
    quoted = text[0] in '“«"' and text[-1] in '”»"'
    closed = (
        text.endswith((".", ";", ",", ":"))
        and not text.isupper()
        and _ABBREVIATED.search(text) is None  # "… Near Timbuktu – U.N."
    )
    if (closed and not quoted) or _INNER_STOP.search(text):
        return
    if first.hinted and first.level == 0:
        return
    first.kind = "title"


def _mark_head(pars: list[_Par]) -> None:
    """Further lines of the head of a page: a second title, a line on what a picture shows."""
    head: list[_Par] = []
    for par in pars:
        if par.kind == "title":
            continue
        if par.kind == "":
            if _is_sentence_like(par.text) and len(par.text) >= 80:
                break
            head.append(par)
    else:
        return
    if not any(par.kind == "title" for par in pars) or len(head) > _HEAD_LINES:
        return
    for par in head:
        text = par.text.strip("#*_ ")
        if (
            text
            and text[0].isupper()
            and 3 <= len(_words(text)) <= 30
            and len(text) <= 220
            and not _SENTENCE_END.search(text)
            and not text.endswith((":", ";", ","))
            and not _label(par)
        ):
            par.kind = "heading"


def _mark_headings(pars: list[_Par]) -> None:
    # The first body or caption after each paragraph, before any becomes a heading.
    next_open: list[_Par | None] = [None] * len(pars)
    for i in range(len(pars) - 2, -1, -1):
        after = pars[i + 1]
        next_open[i] = after if after.kind in {"", "caption"} else next_open[i + 1]
    for i, par in enumerate(pars):
        if par.kind != "":
            continue
        label = _label(par)
        if label:
            par.section, end = label
            if end >= len(par.text):
                par.kind = "heading"
            else:
                par.label_end = end
            continue
        text = par.text.strip("#*_ ")
        following = next_open[i]
        above = pars[i - 1] if i else None
        if (
            text
            and following is not None
            and len(_words(text)) <= 8
            and not any(char.isdigit() for char in text)
            and not _SENTENCE_END.search(text)
            and par.text[0] not in "-•–*"
            and (
                (text.isupper() and len(text) > 3)
                # A second line of the title: "MALI" / "Humanitarian Update".
                or (above is not None and above.kind == "title" and len(_words(text)) <= 6)
            )
        ):
            par.kind = "heading"
            continue
        if (
            text
            and following is not None
            and following.kind == ""
            and len(text) <= 90
            and len(_words(text)) <= 14
            and not text.endswith((".", ",", ";", "…", "!"))
            and (text[0].isupper() or text[0] in '“«"' or text[0].isdigit())
            and par.text[0] not in "-•–*"
            and len(following.text) >= max(120, 2 * len(text))
            and _SENTENCE_END.search(following.text)
            and not (text[0] in '“«"' and text.endswith(("”", "»", '"')))
        ):
            par.kind = "heading"


def find_blocks(text: str, *, title: str = "", hints: Sequence[Hint] = ()) -> tuple[Block, ...]:
    """Divide a text into blocks; every character that is not white space is in exactly one.

    Parameters
    ----------
    text
        The text.
    title
        Title known from elsewhere, to be recognised in the text.
    hints
        What the mark-up of the file said, for extracted text.

    Returns
    -------
    tuple of Block
        In order, without overlaps.
    """
    pars = _paragraphs(text)
    if not pars:
        return ()
    by_start = {hint.start: hint for hint in hints}
    for par in pars:
        hint = by_start.get(par.start)
        if hint is not None:
            par.hinted = True
            par.level = hint.level
            if hint.kind in {"furniture", "caption", "footnote", "title"}:
                par.kind = hint.kind
            elif hint.kind == "heading" and _local_kind(par) != "furniture":
                par.kind = "" if _label(par) else "heading"
        if not par.kind:
            par.kind = _local_kind(par)
    _mark_tails(pars)
    _mark_between(pars)
    _mark_captions(pars)
    _mark_title(pars, title)
    _mark_head(pars)
    _mark_headings(pars)
    return tuple(_emit(pars))


def _emit(pars: list[_Par]) -> list[Block]:
    blocks: list[Block] = []
    section: str | None = None
    level = 0
    seen_body = False
    for par in pars:
        if par.kind == "heading":
            if par.section:
                section, level = par.section, par.level
            elif not (
                (level and par.level > level)
                or (section == "recommendations" and _ADDRESSEE.match(par.text))
            ):
                section, level = None, 0
            blocks.append(Block(par.start, par.end, "heading", section))
            continue
        if par.kind in {"furniture", "byline", "dateline", "title"}:
            blocks.append(Block(par.start, par.end, par.kind, None))
            continue
        if par.kind in {"caption", "footnote"}:
            blocks.append(
                Block(par.start, par.end, par.kind, section if par.kind == "caption" else None)
            )
            continue
        start = par.start
        if par.label_end:
            section, level = par.section, par.level
            label = par.text[: par.label_end].rstrip()
            blocks.append(Block(start, start + len(label), "heading", section))
            start = par.start + par.label_end
        elif not seen_body:
            cut = _dateline_end(par.text)
            if cut:
                blocks.append(Block(start, start + len(par.text[:cut].rstrip()), "dateline", None))
                start += cut
        seen_body = True
        if start < par.end:
            blocks.append(Block(start, par.end, "body", section))
    return blocks


def _dateline_end(text: str) -> int:
    """Length of a dateline that opens a paragraph ("BAMAKO, Sept 12 (Reuters) -"), or 0."""
    match = _DATELINE.match(text[:160])
    if match is None or match.end() >= len(text):
        return 0
    if match.group().rstrip().endswith(".") and not re.search(r"\d{4}", match["day"] or ""):
        return 0  # "Gao, 12 September 2023." is one; "In May." and "Paris." are sentences
    colon = match.group().rstrip().endswith(":")
    if match["day"] or match["agency"]:
        return match.end()
    # A place alone is a dateline only in capitals: "Mali - the army …" may be a sentence.
    return match.end() if match["place"].isupper() and len(match["place"]) > 2 and not colon else 0
