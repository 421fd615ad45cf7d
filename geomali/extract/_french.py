"""French: the words that tell of events, of who speaks, and of how sure it is.

Data only; the notation is that of ``_english``.  Verbs in -er and regular
verbs in -ir are conjugated by rule, the others are spelled out.
"""

from __future__ import annotations

from typing import Final

VERBS: Final = """
attack: attaquer assaillir cibler viser frapper mitrailler harceler
ambush: embusquer
clash: affronter combattre accrocher battre
operation: neutraliser
repel: repousser
kill: tuer abattre assassiner décapiter
wound: blesser
massacre: massacrer
execute: exécuter égorger lyncher
torture: torturer molester
rape: violer
abduct: enlever kidnapper séquestrer
airstrike: bombarder
shelling: pilonner
capture: capturer occuper conquérir tomber
retake: reprendre reconquérir libérer récupérer
enter: entrer investir pénétrer
withdraw: évacuer quitter abandonner
handover: rétrocéder céder
loot: piller razzier cambrioler dévaliser saccager voler
destroy: incendier brûler détruire dynamiter saboter
arrest: arrêter interpeller appréhender
disarm: désamorcer démanteler intercepter
protest: manifester
change: fusionner
"""

# infinitive: present forms | past participle | imperfect stem | future stem | present participle (| past simple)
IRREGULAR: Final = {
    "assaillir": "assaille assaillent|assailli|assaill|assaillir|assaillant|assaillit assaillirent",
    "battre": "bat battent|battu|batt|battr|battant|battit battirent",
    "décéder": "décède décèdent|décédé|décéd|décéder|décédant|décéda décédèrent",
    "tendre": "tend tendent|tendu|tend|tendr|tendant|tendit tendirent",
    "combattre": "combat combattent|combattu|combatt|combattr|combattant|combattit combattirent",
    "abattre": "abat abattent|abattu|abatt|abattr|abattant|abattit abattirent",
    "prendre": "prend prennent|pris|pren|prendr|prenant|prit prirent",
    "reprendre": "reprend reprennent|repris|repren|reprendr|reprenant|reprit reprirent",
    "conquérir": "conquiert conquièrent|conquis|conquér|conquerr|conquérant|conquit conquirent",
    "reconquérir": "reconquiert reconquièrent|reconquis|reconquér|reconquerr|reconquérant|reconquit reconquirent",
    "détruire": "détruit détruisent|détruit|détruis|détruir|détruisant|détruisit détruisirent",
    "investir": "investit investissent|investi|investiss|investir|investissant|investit investirent",
    "perdre": "perd perdent|perdu|perd|perdr|perdant|perdit perdirent",
    "ouvrir": "ouvre ouvrent|ouvert|ouvr|ouvrir|ouvrant|ouvrit ouvrirent",
    "mettre": "met mettent|mis|mett|mettr|mettant|mit mirent",
    "faire": "fait font|fait|fais|fer|faisant|fit firent",
    "mourir": "meurt meurent|mort|mour|mourr|mourant|mourut moururent",
    "tomber": "tombe tombent|tombé|tomb|tomber|tombant|tomba tombèrent",
    "retirer": "retire retirent|retiré|retir|retirer|retirant|retira retirèrent",
    "replier": "replie replient|replié|repli|replier|repliant|replia replièrent",
    "emparer": "empare emparent|emparé|empar|emparer|emparant|empara emparèrent",
    "remettre": "remet remettent|remis|remett|remettr|remettant|remit remirent",
    "céder": "cède cèdent|cédé|céd|céder|cédant|céda cédèrent",
    "rétrocéder": "rétrocède rétrocèdent|rétrocédé|rétrocéd|rétrocéder|rétrocédant|rétrocéda rétrocédèrent",
    "pénétrer": "pénètre pénètrent|pénétré|pénétr|pénétrer|pénétrant|pénétra pénétrèrent",
    "enlever": "enlève enlèvent|enlevé|enlev|enlèver|enlevant|enleva enlevèrent",
    "dire": "dit disent|dit|dis|dir|disant|dit dirent",
    "démentir": "dément démentent|démenti|dément|démentir|démentant|démentit démentirent",
    "soutenir": "soutient soutiennent|soutenu|souten|soutiendr|soutenant|soutint soutinrent",
    "conclure": "conclut concluent|conclu|conclu|conclur|concluant|conclut conclurent",
    "perquisitionner": "perquisitionne|perquisitionné|perquisitionn|perquisitionner|perquisitionnant|perquisitionna",
    "tenir": "tient tiennent|tenu|ten|tiendr|tenant|tint tinrent",
    "rompre": "rompt rompent|rompu|romp|rompr|rompant|rompit rompirent",
    "dissoudre": "dissout dissolvent|dissous|dissolv|dissoudr|dissolvant|",
    "harceler": "harcèle harcèlent|harcelé|harcel|harcèler|harcelant|harcela harcelèrent",
    "reconnaître": "reconnaît reconnaissent|reconnu|reconnaiss|reconnaîtr|reconnaissant|reconnut reconnurent",
    "rejeter": "rejette rejettent|rejeté|rejet|rejetter|rejetant|rejeta rejetèrent",
    "écrire": "écrit écrivent|écrit|écriv|écrir|écrivant|écrivit écrivirent",
    "subir": "subit subissent|subi|subiss|subir|subissant|subit subirent",
    "sauter": "saute sautent|sauté|saut|sauter|sautant|sauta sautèrent",
    "essuyer": "essuie essuient|essuyé|essuy|essuier|essuyant|essuya essuyèrent",
    "périr": "périt périssent|péri|périss|périr|périssant|périt périrent",
    "établir": "établit établissent|établi|établiss|établir|établissant|établit établirent",
}

PHRASES: Final = """
capture | @hisser|@planter|@brandir leur|le|son|un|leurs drapeau|drapeaux|étendard
capture | @rendre maître|maîtres de|du|des|d'
capture | @faire tomber
capture | @investir
disarm | @neutraliser|@désamorcer|@désactiver|@détruire|@détecter|@découvrir un|une|deux|trois|quatre|cinq|plusieurs|des|l' engin|engins|mine|mines|eei|explosifs|ied|bombe|bombes
operation | @mettre hors d' état de nuire
operation | @mettre hors de combat
capture | @prendre pied
enter | @prendre position à|dans
enter | @faire irruption|incursion dans|à
withdraw | @abandonner la|le|les|leur|leurs ?ses base|camp|poste|position|positions|ville|localité
withdraw | @battre en retraite
withdraw | @vider les lieux
change | @rendre les armes
change | @déposer les|leurs armes
change | @faire défection
change | @rallier
change | @rejoindre les rangs
change | @suspendre sa|leur participation
change | @retirer de l'|du accord|processus
agreement | @parapher
agreement | @négocier un|une accord|trêve|cessez-le-feu
agreement | cessez-le-feu|trêve @entrer en
release | échange de prisonniers
release | @relâcher
release | @recouvrer la|leur|sa liberté
kill | @retrouver mort|morts|morte|mortes
kill | corps ont|a été retrouvés|retrouvé|découverts|découvert
kill | @ôter la vie
kill | @laisser sur le carreau
kill | @succomber à
kill | @battre à mort
massacre | charnier|charniers
massacre | fosse|fosses commune|communes
abduct | @emmener
abduct | @conduire vers une destination
clash | @tenter|@essayer de|d' reprendre|prendre|occuper
clash | @tenter|@essayer de s' emparer
attack | @essuyer ?des ?les tirs|tir|attaque
attack | @faire l'|des ?objet d'|de|tirs ?une attaque
attack | @passer à l' attaque|offensive
attack | @porter une|des|ses|leurs attaque|attaques contre|sur
attack | @faire feu
attack | @tirer en direction
attack | @subir ?de ?lourdes|?violentes|?plusieurs une|un|des|plusieurs|l' ?nouvelle ?double attaque|attaques|assaut|assauts|incursion
attack | cible|cibles d'|de|des ?une|?un|?plusieurs|?l' attaque|attaques|tirs|assaut
attack | @lancer|@mener|@conduire une|un|des|l' ?vaste|?nouvelle|?grande offensive|attaque|assaut|opération
attack | @prendre d' assaut
ambush | @tendre une embuscade
ambush | @tomber dans ?une embuscade
shelling | @pilonner
shelling | @subir des tirs|bombardements
shelling | @viser par des ?tirs ?de|?d' roquettes|obus|mortiers
airstrike | @frapper par|depuis un|des|les ?airs drone|drones|avion|avions|hélicoptère|hélicoptères
airstrike | drone|drones|avion|avions|hélicoptère|hélicoptères|aéronef|aéronefs ?de ?l' ?armée a|ont ?été frappé|bombardé|ciblé|visé|mitraillé|tiré
ied | @marcher sur une mine
ied | @percuter un|une engin|mine
ied | @déclencher un|une engin|mine
ied | @passer sur une|un mine|engin
ied | @rouler sur une|un mine|engin|eei
ied | saut|sauts|explosion sur une|un|?l' ?mine|?engin mine|mines|engin|eei
explosion | @exploser
loot | @dérober
loot | @détourner
loot | @dépouiller
loot | @emporter du|des|le|les|leur bétail|troupeau|troupeaux|vivres|motos|biens
destroy | @calciner
destroy | @ravager
blockade | @couper la|les|l' route|routes|axe|axes
blockade | @bloquer la|les|l' route|routes|axe|axes|accès
blockade | @encercler
blockade | @assiéger
torture | @fouetter
torture | @flageller
torture | @passer à tabac
torture | coups de fouet
rape | violences sexuelles
arrest | @mettre la main sur
mob | @lapider
mob | vindicte populaire
riot | jets de pierres|projectiles
riot | @brûler des pneus
protest | @battre le pavé
protest | @marcher
protest | marche pacifique|silencieuse|de|blanche
protest | @observer un|une sit-in|marche
disarm | @découvrir|@saisir|@récupérer un|une|des|* ?lot ?de cache|armes|explosifs|munitions|engins
capture | @prendre le contrôle de|du|des|d'
capture | @prendre ?le ?total contrôle de|du|des|d'
capture | pris|prend|prennent|prendre|prenant|prit|prirent position|possession de|du
capture | @emparer de|du|des|d'
capture | @prendre possession de|du|des|d'
capture | @prendre la|le|les|l'|leur ville|village|localité|base|camp|poste|position|positions|bases
capture | @emparer
capture | @tomber aux mains
capture | @tomber entre les mains
capture | prise de la|du|de|d'|des
capture | prise de contrôle
capture | prise du
capture | chute de
capture | @passer sous le contrôle
capture | @tomber|@passer sous le|la ?plein contrôle|coupe|domination|joug ?total
hold | @contrôler
hold | situation * sous|maîtrisée ?contrôle
hold | sous le contrôle de|du|des|d'
hold | sous contrôle de|du|des|d'
hold | est|était|sont|étaient|soit|soient|serait|@rester|@demeurer ?désormais ?toujours ?encore ?bien sous le ?plein|?total contrôle de|du|des|d'
hold | est|était|sont|étaient|soit|soient|serait|@rester|@demeurer ?désormais ?toujours ?encore aux mains de|du|des|d'
hold | est|était|sont|étaient|soit|soient|serait|@rester|@demeurer ?désormais ?toujours ?encore entre|dans les mains de|du|des|d'
hold | est|était|sont|étaient|soit|soient|serait|@rester|@demeurer ?désormais ?toujours ?encore ?bien sous son|leur|notre ?plein|?total contrôle
hold | est|était|sont|étaient|soit|soient|serait|@rester|@demeurer ?désormais ?toujours ?encore ?bien entre|dans ses|leurs|nos mains
hold | est|était|sont|étaient|soit|soient|serait|@rester|@demeurer ?désormais ?toujours ?encore ?bien sous contrôle
hold | @tenir la|le|les ville|localité|position|positions|camp|base
retake | @reprendre le contrôle de|du|des|d'
retake | reprise de|du
capture | @chasser * de|du|hors|d'
retake | @déloger
enter | @faire son|leur entrée dans|à
enter | @entrer dans|à
enter | @arriver à|dans
withdraw | @retirer de|du|des|d'
withdraw | @retirer
withdraw | @replier
withdraw | @quitter
withdraw | @quitter la|le|les|leur|leurs base|camp|ville|village|localité|position|positions|poste|lieux|emprise
handover | @remettre la|le|les|son|leur base|camp|emprise|site
handover | @transférer la|le|les|son base|camp|emprise|site
handover | rétrocession
attack | @ouvrir le feu
attack | @essuyer des tirs
ambush | @prendre en embuscade
ambush | @tomber dans une embuscade
attack | @tirer sur|contre
shelling | obus|roquette|roquettes ont|a|sont|est tombé|tombés|tombée|tombées|explosé|atterri
attack | @prendre pour cible
attack | @prendre à partie
attack | @prendre d' assaut
attack | pris|prise|prises pour cible
attack | @prendre à|aux|au
capture | @prendre
attack | @donner l' assaut
attack | @lancer l' assaut
attack | @mener l' assaut
attack | tirs de|d' ?armes automatiques
kill | @perdre la vie
kill | @trouver la mort
kill | @tomber en|au|sur ?le héros|martyrs|combat|champ ?d' ?honneur ?de ?bataille
kill! | figure|figurent|figuraient|figurait parmi les morts|victimes|tués
kill | @coûter la vie
kill | @perdre
kill | @mourir
kill | @décéder
kill | @périr
kill | @faire * morts|mort|victimes|tués
wound | @faire * blessés|blessé
kill | @passer par les armes
execute | @passer par les armes
clash | @croiser le fer
clash | accrochage|accrochages
clash | échange|échanges de tirs|tir|feu
clash | @échanger des tirs
clash | @opposer
clash | tirs|détonations|rafales|coups ?de ?feu ont|sont ?été entendus|entendues|retenti
clash | tirs nourris
suicide | @faire exploser
suicide | attentat-suicide|attentats-suicides
suicide | attentat|attaque|attentats|attaques suicide|suicides|kamikaze|kamikazes
suicide | kamikaze|kamikazes
suicide | véhicule|voiture|camion|véhicules piégé|piégée|piégés|piégées|kamikaze|suicide|bourré|bourrée|bourrés|bourrées
ied | @sauter sur une|un|l' ?mine|?engin|?eei
ied | @heurter|@percuter une|un mine|engin|eei
ied | mine|mines artisanale|artisanales|antipersonnel|terrestre|anti-véhicule
ied | engin|engins explosif|explosifs ?improvisé|?improvisés
ied | engin|engins ?explosif|?explosifs improvisé|improvisés
ied | eei
ied | ied
ied | mine|mines
ied | bombe|bombes artisanale|artisanales
ied | explosion d'|de|de une|un|d' mine|engin|eei
airstrike | frappe|frappes ?aérienne|?aériennes ?de|?du drone|drones
airstrike | frappe|frappes aérienne|aériennes
airstrike | drone|drones ?-suicide|kamikaze|kamikazes|suicide|suicides|piégé|piégés
airstrike | raid|raids aérien|aériens
airstrike | frappe|frappes
airstrike | tir|tirs de|par drone|drones
airstrike | bombardement|bombardements aérien|aériens
airstrike | bombardement|bombardements
shelling | tir|tirs de|d'|à|au mortier|mortiers|roquettes|roquette|obus|artillerie
shelling | tir|tirs d' obus|artillerie
shelling | roquettes|roquette|obus|mortier|mortiers
shelling | @tirer des|plusieurs|* obus|roquettes|roquette
shelling | @lancer des|plusieurs|* obus|roquettes|roquette
grenade | attaque|jet|explosion à|de|d' ?la grenade|grenades
destroy | @mettre le feu
destroy | @réduire en cendres
loot | @emporter
loot | @faire main basse
loot | @mettre la main sur * équipement|équipements|matériel|matériels|armes|véhicules|butin|munitions
loot | @saisir|@récupérer|@emporter * véhicule|véhicules|pick-up|pick-ups|camion|camions|motos|matériel|matériels|équipements|butin
loot | @braquer
loot | vol|vols de|du bétail|bétails|troupeau|troupeaux|animaux
loot | rafle|enlèvement|enlèvements de|du bétail|bétails|troupeau|troupeaux|animaux
abduct | @prendre en otage
abduct | @prendre * en otage
abduct | pris|prise|prises en otage
abduct | prise|prises d' otage|otages
abduct | @porter disparu
abduct | @faire prisonnier|prisonniers
arrest | @mettre aux arrêts
arrest | @placer|@mettre sous mandat de dépôt
arrest | @écrouer
arrest | @incarcérer
arrest | @placer en garde|détention
arrest | @procéder à l'|des ?à arrestation|arrestations|interpellation
agreement | @signer
agreement | @conclure un|une|l' ?nouvel ?nouveau accord|cessez-le-feu|trêve|pacte
agreement | @parvenir à un|une accord|cessez-le-feu|trêve
agreement | @décréter|@déclarer un|une ?cessez-le-feu|?trêve cessez-le-feu|trêve
change | @déclarer la guerre
change | déclaration de guerre
change | @annoncer|@proclamer|@déclarer la|leur|sa|le création|fusion|dissolution|naissance|alliance|retrait ?de
change | @prêter allégeance
change | @fusionner
change | @dissoudre
change | @dénoncer|@quitter|@rompre l'|les|le|avec accord|accords
change | @annoncer * la fin
change | @mettre fin à|avec l'|effet accord|immédiat
base | @établir|@installer|@ouvrir|@implanter une|un|leur|sa ?nouvelle base|camp|poste|quartier
protest | @descendre dans la|les rue|rues
riot | @ériger des barricades
disperse | @disperser
disperse | gaz lacrymogène|lacrymogènes
protest | sit-in
protest | @rassembler
protest | @défiler
coup | coup d' état|etat
coup | @prendre le pouvoir
coup | @emparer du pouvoir
coup | putsch
coup | mutinerie
blockade | @imposer|@lever|@décréter * blocus|embargo
blockade | @soumettre à un blocus|embargo
blockade | @imposer|@décréter|@lever|@instaurer un|le|une ?blocus blocus|embargo|siège
disarm | cache|caches d' armes
disarm | saisie d'|de armes|munitions
disarm | @saisir des|d'|* armes|munitions|explosifs
"""

NOUNS: Final = """
attack: attaque attaques assaut assauts offensive offensives raid raids incursion incursions attentat attentats contre-attaque fusillade
ambush: embuscade embuscades
clash: affrontement affrontements combat combats accrochage accrochages bataille batailles hostilités heurts
operation: opération opérations ratissage
airstrike: bombardement bombardements
shelling: pilonnage pilonnages
explosion: explosion explosions déflagration
massacre: massacre massacres tuerie tueries carnage
execute: exécution exécutions lynchage
kill: assassinat assassinats meurtre meurtres perte décès mort
abduct: enlèvement enlèvements rapt rapts kidnapping kidnappings disparition disparitions
capture: prise
retake: reconquête libération
withdraw: retrait repli évacuation désengagement départ
handover: rétrocession
loot: pillage pillages braquage braquages razzia razzias vol
destroy: incendie incendies
arrest: arrestation arrestations interpellation interpellations
rape: viol viols
torture: torture
agreement: cessez-le-feu trêve
protest: manifestation manifestations rassemblement
riot: émeute émeutes
coup: putsch
change: fusion désertion désertions défection défections reddition redditions ralliement ralliements
blockade: blocus
"""

IDLE: Final = """
@arriver|@venir|@entrer ?aussitôt ?ensuite ?nombreux à|en|sur bord|moto|motos|pied|point|échéance|terme|maturité|saturation|destination
@frapper|@viser ?durement|?violemment|?particulièrement ?de ?plein ?fouet par la|le|les|l'|une|un|des ?multiples violence|violences|crise|crises|insécurité|terrorisme|guerre|conflit|conflits|fléau|sécheresse|inondations|intempéries|sanctions|embargo|malheur|drame
@frapper d'|de|à ?une ?la sanctions|embargo|amende|interdiction|nullité|porte
@violer|violation|violations le|la|l'|les|un|une|son|leur|ces|cet|cette|de|du|des|d' ?la|?le|?l'|?les ?différents|?multiples cessez-le-feu|accord|accords|trêve|espace|constitution|loi|lois|droit|droits|embargo|frontière|frontières|souveraineté|engagements|règles|engagement
vise|visent|visait|visaient|visant|viser à
@occuper le|un|une|les|des|son|ce|cette poste|postes|fonction|fonctions|place de|d'
@enlever|@lever la|les|des|le barricade|barricades|barrage|barrages
un|une|véhicule|véhicules|unité|unités|tenue|tenues|matériel|matériels|blindé|blindés|engins|posture|capacité|capacités|moyens|aviation|compagnie|compagnies|bataillon de combat
avion|avions|hélicoptère|hélicoptères de chasse|transport et de combat
lutte|guerre|combat|combats|@combattre ?contre la|le|les|l' pauvreté|terrorisme|corruption|insécurité|faim|sécheresse|paludisme|désinformation|impunité|djihadisme|criminalité|trafic|trafics|maladie|extrémisme|chômage|racisme|esclavage
lutte|luttes contre les|la|l' ?utilisation ?des mines|engins|attaques|enlèvements
composant|composants|composantes|pièces|matériaux|matériel|fabrication|fabricant|fabricants|poseur|poseurs|menace|risque|risques|détection|dépollution|sensibilisation|éducation d'|de|des|du|aux|liés|au ?aux ?fabrication ?d' eei|ied|mines|engins|explosifs
attaque|attaques verbale|verbales|personnelle|personnelles|cardiaque|cardiaques|informatique|informatiques
offensive|offensives|bataille|batailles diplomatique|diplomatiques|politique|politiques|médiatique|médiatiques|électorale|électorales|juridique|judiciaire|commerciale|agricole
opération|opérations humanitaire|humanitaires|électorale|électorales|chirurgicale|chirurgicales|immobilière|financière|bancaire|bancaires
explosion démographique|sociale|budgétaire|des ?prix
au|du départ de
départ|départs à|en la|retraite|congé|vacances|exil
fusil|fusils|char|chars d' assaut
hélicoptère|hélicoptères|avion|avions|drone|drones d'|de attaque|combat|assaut
mine|mines d'|de ?l' or|sel|uranium|orpaillage|lithium
mise à feu
prise en charge|compte
prise de position|contact|parole|conscience|vue|fonction
lanceur|lanceurs de|d' roquette|roquettes|rpg|obus
combat|combats|combattre|combattent|combattant|combattaient pour ?l' ?la ?son ?leur indépendance|autonomie|autodétermination|liberté|libération
"""
"""Phrases that hold a trigger word and tell of nothing."""

LIGHT_VERBS: Final = (
    "procédé procède procèdent effectué effectués effectuées opéré opérée opérées mené menée menées menés mènent mènent mener lancé lancée lancées lancer perpétré perpétrée perpétrées perpétrés commis commise "
    "commises conduit conduite conduites effectué effectuée effectuées tendu tendue tendre organisé organisée subi "
    "subie essuyé repoussé repoussée déjoué déjouée mène effectuent lance lancent perpètrent dirigé dirigée"
)

SPEECH: Final = """
asserts: dire déclarer annoncer rapporter ajouter expliquer confirmer indiquer signaler préciser écrire affirmer noter souligner rappeler reconnaître témoigner raconter informer évoquer déplorer répliquer répondre concéder admettre rétorquer estimer alerter recenser
asserts!: revendiquer prétendre soutenir clamer assurer
accuses: accuser dénoncer reprocher imputer attribuer
denies: démentir nier rejeter réfuter contester
"""
SPEECH_PHRASES: Final = """
asserts | @faire état de|d'
asserts | @faire savoir
asserts | @parler de|d'
asserts | @avancer le|un
asserts | @publier|@communiquer|@diffuser|@livrer son|un|le|leur ?premier ?dernier bilan
accuses | @pointer du|le doigt
"""
SPEECH_NOUNS: Final = {"revendication": "asserts", "accusation": "accuses", "démenti": "denies"}

ACCORDING: Final = (
    "selon",
    "d'après",
    "de source",
    "de sources",
    "à en croire",
    "suivant",
    "citant",
    "d' après",
)

CHANNELS: Final = """
press_release | communiqué; communiqués; communiqué de presse; note
social_media | réseaux sociaux; twitter; tweet; facebook; telegram; whatsapp; sur x
audio | enregistrement audio; message audio; audio; message vocal
video | vidéo; vidéos
television | télévision nationale; télévision d'état; ortm; télévision
radio | radio nationale; à la radio; sur les ondes
phone | par téléphone; au téléphone
letter | dans une lettre; lettre ouverte
interview | interview; entretien; a déclaré à l'afp; a confié à
press_conference | conférence de presse; point de presse
statement | déclaration
spokesperson | porte-parole
report | rapport
"""

WITNESS: Final = """
witness: témoin témoins habitant habitants résident résidents riverain riverains rescapé rescapés villageois survivant survivants proche proches parent parents famille familles chauffeur commerçant
official: responsable responsables maire gouverneur préfet sous-préfet élu élus député ministre autorités gouvernorat conseiller
source: source sources médecin médecins infirmier médical hospitalière sécuritaire humanitaire sécuritaires
media: afp reuters rfi journal journaliste journalistes presse médias correspondant
rumour: rumeur rumeurs messages publications
monitor: ong expert experts analyste analystes observateurs
"""

CUES: Final = """
negated: ne n' pas aucun aucune sans ni jamais non démenti déjoué déjouée déjouer empêcher empêché éviter évité échoué échouer manqué refusé tentative nié
scheduled: prévu prévue prévus prévues programmé planifié
announced: compte comptent entend entendent envisage envisagent veut veulent promis promettre menace menacé menacent intention vise visant projet projette prêt prêts s'engage s'engagent tente tentent tenter tenté cherche cherchent prépare préparent essaie
predicted: pourrait pourraient risque risquent risques probable probablement peut-être possible possiblement craint craignent crainte craintes redoute redoutent menace danger susceptible susceptibles éventuel éventuelle éventuelles imminente imminent potentielle potentiel
recommended: doit doivent devrait devraient faut recommande recommandent recommandé recommandation recommandations appelle appellent appelé appel exhorte exhortent exhorté demande demandent demandé exige exigent invite invitent invité plaide
conditional: si s'il s'ils sauf
habitual: régulièrement souvent fréquemment habituellement quotidiennement sporadiques sporadique récurrentes récurrents récurrente chaque toujours continue continuent persistent persiste multiplient multiplié multiplie
"""

PROBABILITY: Final = (
    "presque certainement",
    "quasi certain",
    "très probablement",
    "très probable",
    "hautement probable",
    "très improbable",
    "fort probable",
    "peu probable",
    "improbable",
    "probablement",
    "probable",
    "peut-être",
    "possiblement",
    "possible",
    "pourrait",
    "pourraient",
    "risque de",
    "risquent de",
    "risque",
    "vraisemblablement",
    "sans doute",
)

OPINION: Final = (
    "espérons",
    "il est surprenant",
    "il est étonnant",
    "mérite",
    "méritent",
    "semble",
    "semblent",
    "à mon avis",
    "à notre avis",
    "nous pensons",
    "je pense",
    "malheureusement",
    "force est de constater",
    "il est temps",
    "il est urgent",
    "rappelle",
    "illustre",
    "témoigne de",
)

DOUBT: Final = "présumé présumés présumée présumées suspecté suspectés supposé supposés inconnus inconnu identifiés non-identifiés"

PEOPLE: Final = """
civilians: civil civils civiles villageois habitant habitants paysan paysans cultivateurs cultivateur éleveur éleveurs berger bergers commerçant commerçants femme femmes enfant enfants personne personnes population populations passager passagers forain forains chauffeur chauffeurs journaliste journalistes enseignant enseignants humanitaire humanitaires travailleurs orpailleur orpailleurs pêcheur pêcheurs imam maire marabout prêtre prêtres religieuse religieuses missionnaires touriste touristes réfugiés déplacés élèves étudiants adolescent adolescents adolescente garçon garçons fille filles fillettes nourrissons bébé bébés jeunes manifestants fidèles nomades riverains otage otages victimes famille familles transporteurs notable notables agriculteurs agriculteur apprentis préfet sous-préfet employé employés salariés ressortissants ressortissant collaborateurs suspect suspects conseiller conseillers passants
soldiers: soldat soldats militaire militaires gendarme gendarmes policier policiers gardes armée troupes parachutistes agents effectifs
armed: assaillant assaillants terroriste terroristes djihadiste djihadistes jihadiste jihadistes islamistes rebelles rebelle ex-rebelles bandits bandit insurgés agresseurs ravisseurs poseur poseurs guetteur guetteurs complice complices kamikaze ennemi ennemis insurgé extrémistes
fighters: combattant combattants mouvements factions hommes membres éléments miliciens milice milices chasseurs forces individus
peacekeepers: casque casques
other: prisonnier prisonniers
"""

TARGETS: Final = """
camp: camp camps base bases caserne garnison poste postes position positions check-point checkpoint emprise détachement
convoy: convoi convois patrouille patrouilles véhicule véhicules colonne camion camions
village: village villages hameau hameaux ville villes localité localités campement campements
market: marché foire
boat: bateau pirogue pinasse
bus: bus car autocar
airport: aéroport aérodrome
hotel: hôtel restaurant
school: école écoles
health centre: hôpital csref cscom
mosque: mosquée église
bridge: pont
displaced camp: site-de-déplacés
"""

AIRCRAFT: Final = "avion avions aéronef aéronefs drone drones hélicoptère hélicoptères aviation"
TERRITORY_NOUNS: Final = (
    "ville village camp base poste position positions localité zone région aéroport camps bases postes villes villages "
    "garnison bastion fief emprise emprises caserne commune cercle territoire"
)
PRONOUNS: Final = "ils elles il elle ceux-ci celui-ci celle-ci qui leur leurs ces son ses"
GROUP_ANAPHORA: Final = "groupe mouvement organisation coalition faction alliance milice colonne assaillants djihadistes combattants militants"
AUX: Final = (
    "a ont ai avons avez sommes est sont été être avoir ayant avait avaient était étaient aura auront sera seront aurait auraient serait seraient "
    "eut furent fut soit soient ait aient s' se étant fait avoir-été peut peuvent pourrait pourraient doit doivent devrait devraient va vont"
)
BE: Final = (
    "est sont été être était étaient sera seront serait seraient fut furent soit soient étant"
)
PREPOSITIONS: Final = (
    "par de du des d' contre dans à au aux avec sur entre en chez vers près pendant durant lors après avant sous pour "
    "depuis jusqu' jusqu'à hors envers parmi malgré sans selon dont notamment"
)
SUBORDINATORS: Final = "après avant alors tandis lorsque lorsqu' quand mais car parce puisque qui que qu' dont où pendant depuis si donc"
NUMBERS: Final = {
    "zéro": 0,
    "un": 1,
    "une": 1,
    "deux": 2,
    "trois": 3,
    "quatre": 4,
    "cinq": 5,
    "six": 6,
    "sept": 7,
    "huit": 8,
    "neuf": 9,
    "dix": 10,
    "onze": 11,
    "douze": 12,
    "treize": 13,
    "quatorze": 14,
    "quinze": 15,
    "seize": 16,
    "dix-sept": 17,
    "dix-huit": 18,
    "dix-neuf": 19,
    "vingt": 20,
    "trente": 30,
    "quarante": 40,
    "cinquante": 50,
    "soixante": 60,
    "soixante-dix": 70,
    "quatre-vingt": 80,
    "quatre-vingts": 80,
    "quatre-vingt-dix": 90,
    "cent": 100,
    "cents": 100,
    "mille": 1000,
    "huitaine": 8,
    "dizaine": 10,
    "douzaine": 12,
    "quinzaine": 15,
    "vingtaine": 20,
    "trentaine": 30,
    "quarantaine": 40,
    "cinquantaine": 50,
    "soixantaine": 60,
    "centaine": 100,
}
DEAD: Final = "mort morts tué tués tuée tuées décès décédé décédés victimes corps mortes morte vies décédées abattus"
WOUNDED: Final = "blessé blessés blessée blessées"
TAKEN: Final = "enlevé enlevés enlevées enlevée otages otage disparus prisonniers kidnappés portés-disparus capturés"
