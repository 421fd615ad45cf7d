"""English: the words that tell of events, of who speaks, and of how sure it is.

Data only.  In a phrase ``@verb`` stands for every form of the verb, ``a|b``
for either word, ``?x`` for an optional word and ``*`` for up to three words.
"""

from __future__ import annotations

from typing import Final

VERBS: Final = """
attack: attack assault storm raid target strike hit assail harass overrun
ambush: ambush waylay
clash: clash fight skirmish
operation: neutralise neutralize
repel: repel repulse rebuff
kill: kill slay murder assassinate behead decapitate
wound: wound injure hurt maim
massacre: massacre slaughter
execute: execute lynch
torture: torture mistreat
rape: rape
abduct: abduct kidnap
airstrike: bomb bombard strafe
shelling: shell mortar
capture: capture seize occupy conquer
retake: retake recapture reconquer liberate reoccupy
enter: enter
withdraw: withdraw retreat evacuate vacate redeploy
loot: loot pillage plunder ransack rob rustle
destroy: burn torch destroy demolish incinerate dynamite sabotage
arrest: arrest detain apprehend
release: free release
disarm: defuse dismantle intercept
blockade: blockade
protest: protest demonstrate
riot: riot
change: merge
"""

IRREGULAR: Final = {
    "fight": "fights fought fought fighting",
    "strike": "strikes struck struck striking",
    "hit": "hits hit hit hitting",
    "overrun": "overruns overran overrun overrunning",
    "slay": "slays slew slain slaying",
    "retake": "retakes retook retaken retaking",
    "withdraw": "withdraws withdrew withdrawn withdrawing",
    "repel": "repels repelled repelled repelling",
    "kidnap": "kidnaps kidnapped kidnapped kidnapping",
    "hurt": "hurts hurt hurt hurting",
    "take": "takes took taken taking",
    "blow": "blows blew blown blowing",
    "come": "comes came come coming",
    "fall": "falls fell fallen falling",
    "set": "sets set set setting",
    "lose": "loses lost lost losing",
    "leave": "leaves left left leaving",
    "drive": "drives drove driven driving",
    "hold": "holds held held holding",
    "lay": "lays laid laid laying",
    "break": "breaks broke broken breaking",
    "give": "gives gave given giving",
    "go": "goes went gone going",
    "make": "makes made made making",
    "win": "wins won won winning",
    "rob": "robs robbed robbed robbing",
    "run": "runs ran run running",
    "hand": "hands handed handed handing",
    "put": "puts put put putting",
    "pull": "pulls pulled pulled pulling",
    "mutiny": "mutinies mutinied mutinied mutinying",
    "keep": "keeps kept kept keeping",
    "let": "lets let let letting",
    "throw": "throws threw thrown throwing",
    "have": "has had had having",
    "push": "pushes pushed pushed pushing",
    "gun": "guns gunned gunned gunning",
    "shoot": "shoots shot shot shooting",
    "cut": "cuts cut cut cutting",
    "burn": "burns burned burned burning|burnt",
    "beat": "beats beat beaten beating",
    "split": "splits split split splitting",
    "meet": "meets met met meeting",
    "say": "says said said saying",
    "tell": "tells told told telling",
    "deny": "denies denied denied denying",
    "occupy": "occupies occupied occupied occupying",
    "free": "frees freed freed freeing",
    "die": "dies died died dying",
    "carry": "carries carried carried carrying",
    "flee": "flees fled fled fleeing",
    "quit": "quits quit quit quitting",
    "find": "finds found found finding",
    "become": "becomes became become becoming",
    "be": "is was been being",
    "drop": "drops dropped dropped dropping",
    "rig": "rigs rigged rigged rigging",
    "plant": "plants planted planted planting",
    "swear": "swears swore sworn swearing",
    "begin": "begins began begun beginning",
    "see": "sees saw seen seeing",
    "write": "writes wrote written writing",
    "tweet": "tweets tweeted tweeted tweeting",
    "regain": "regains regained regained regaining",
    "get": "gets got gotten getting|got",
    "bring": "brings brought brought bringing",
    "send": "sends sent sent sending",
    "steal": "steals stole stolen stealing",
    "drag": "drags dragged dragged dragging",
}

# kind | words; a kind with "!" is told by a verb of which no table has the forms
PHRASES: Final = """
capture | @raise|@hoist|@plant its|their|the|a ?black ?own flag|flags|banner
capture | @wrest
capture | @claim|@assume control of
capture | @fall into * hands
capture | @push * out of
enter | @move in
enter | @sweep into
enter | @push into
withdraw | @fall back
withdraw | @retreat from
withdraw | @flee the|their base|camp|post|town|city|village|position|positions
change | @surrender
change | @desert
change | @lay down their|its arms|weapons
change | @defect
change | @rally to
change | @switch sides
change | @join the|its|their ranks
change | @swear|@pledge ?their|?his allegiance|loyalty
change | @suspend their|its|the participation|membership
change | @withdraw from the accord|agreement|pact|coalition|process
change | @leave the coalition|alliance|accord|agreement
agreement | ceasefire|cease-fire|truce @come into|@take force|effect
agreement | @broker a|an|the ?local|?peace ceasefire|truce|deal|agreement|accord
agreement | @strike a|an|the ?local deal|agreement|truce|pact
agreement | @initial
release | @exchange * prisoners
release | prisoner|prisoners exchange|swap
release | @let go
release | @set free
release | @hand over * prisoners|bodies|hostages
kill | @lose their|his|her life|lives
kill | @put * to death
kill | @hack to death
kill | body|bodies @be found|discovered|recovered
kill | body|bodies * @be found|discovered|recovered|exhumed
kill | @find|@discover dead
kill | @find * dead
kill | @beat to death
kill | @burn alive|to
kill | @take * life
kill | @leave * dead|killed
kill | @cost * lives|life
kill | @succumb to
massacre | mass grave|graves
abduct | @take * captive
abduct | @take|@hold captive
abduct | @snatch
abduct | @take away
abduct | @carry away
abduct | @go missing
abduct | @disappear
abduct | @lead away
clash | @try|@attempt to retake|recapture|regain|reclaim|seize|capture|overrun|storm
attack | @open fire at
attack | @come under attack|fire
attack | @exchange gunfire
attack | @storm into
attack | @ram
attack | @raid
attack | @launch a|an ?new|?surprise|?major|?large-scale|?coordinated|?dawn attack|assault|offensive|raid|operation on|against
attack | @lay|@set an ambush
ambush | @fall into an ambush
ambush | @catch in an ambush
shelling | @fire on * artillery|mortars|rockets
shelling | @come under|@face ?heavy|?rocket|?mortar|?artillery|?shell shelling|rocket|mortar|artillery|shellfire fire
shelling | rocket|rockets|shell|shells|mortars|mortar ?rounds @be fired
shelling | @pound
shelling | shell|shells|rocket|rockets|mortar|mortars ?rounds @slam|@crash
airstrike | @come under|@face air|aerial|drone bombardment|strike|strikes|attack
airstrike | @pound|@hit|@strike * from the air
airstrike | @be struck|hit|bombed|attacked|targeted from the air
airstrike | strike|strikes @be carried|launched|conducted
airstrike | @carry out ?several|?precision|?targeted strikes|strike
airstrike | precision strike|strikes
airstrike | warplanes|jets|helicopters|drones|drone|helicopter|aircraft|jet|warplane @strike|@hit|@bomb|@pound|@fire|@attack|@target|@strafe
ied | @set off a|an|the ?roadside|?improvised|?explosive mine|bomb|device|ied
ied | bomb|device|mine|ied|explosive @explode|@detonate|@go
ied | @blow up on a|an mine|device
ied | bomb|bombs|device|devices|explosive|explosives ?had ?been|?was|?were planted|laid|placed|buried|hidden
explosion | @explode
explosion | @detonate
loot | @hijack
loot | @carjack
destroy | @set alight
destroy | @torch
destroy | @blow up a|an|the|two|three|several ?telecommunications|?telecoms|?phone|?mobile|?relay|?communications|?power|?cell|?electricity bridge|tower|towers|antenna|antennas|pylon|pylons|mast|masts
blockade | @cut the|all ?main road|roads|route|routes|access
blockade | @block the|all|a ?main|?supply road|roads|route|routes|access
blockade | @encircle
blockade | @besiege
torture | @flog
torture | @whip
torture | @amputate
rape | gang rape|rapes
rape | sexual violence|assault
arrest | @round up
mob | @stone
mob | @lynch
riot | @throw|@pelt|@hurl ?stones|rocks stones|rocks
riot | @burn tyres|tires
protest | @call for the|his|her departure|resignation|release
protest | @block the|roads|streets ?with tyres|barricades
disarm | @find|@uncover|@discover|@recover|@seize a|an|* ?large ?weapons|?arms cache|weapons|arms|ammunition|explosives
capture | @take ?full|?complete|?effective control of
capture | @take ?over ?the control of
capture | @take over
capture | @take possession of
capture | @take two|three|four|five|six|several|many ?military ?army camps|bases|towns|cities|villages|posts|positions|barracks|localities
capture | @take the|a|their|its ?military ?army ?government camp|base|town|city|village|post|posts|positions|position|barracks|garrison|locality|airport|airfield|airstrip|fort
capture | @take
capture | @gain ?full|?complete|?total control of
capture | @seize ?full|?complete|?total control of
capture | @wrest ?full|?complete|?total control of
capture | @overrun
capture | @fall to
capture | @fall into the hands of
capture | @fall under the control of
capture | in control of
retake | @regain ?full|?complete|?total control of
retake | @regain ?full|?complete|?total control over
retake | @retake ?full|?complete|?total control of
retake | @regain possession of
retake | @take back
retake | @take back ?full|?complete control of
retake | @win back
retake | @be back in the hands of
retake | @be back under ?the control of
capture | @be now held|controlled by
capture | @be now in the hands of
capture | @be now under the control of
capture | @lose the|control ?of ?the ?strategic ?northern town|city|village|camp|base|locality
capture | @drive * out of
capture | @chase * from|out
capture | @expel * from
retake | @drive them|rebels|militants|jihadists|insurgents|fighters from
retake | @push * out of
capture | @oust * from
retake | @dislodge
repel | @beat back
repel | @beat off
repel | @fend off
repel | @push back
repel | @drive back
repel | @drive off
repel | @hold off
hold | @control
hold | situation * under ?full|?total control
hold | @have|@keep|@maintain|@retain ?full|?complete|?total|?firm|?effective control of|over
hold | @be in ?full|?complete|?total|?firm|?effective control of
hold | @hold
hold | under the control of
hold | under * control
hold | @remain in control of
hold | @be|@remain|@stay ?still ?firmly ?fully under ?the ?full|?total control of
hold | @be|@remain|@stay ?still ?firmly ?now in the hands of
hold | @be|@remain ?still ?now ?firmly ?entirely under its|their|our ?full|?total control
hold | @be|@remain ?still ?now ?firmly in its|their|our hands
hold | @be|@remain ?still ?now ?firmly under ?full|?total control
enter | @take up positions|position in|inside|at
enter | @move into
enter | @roll into
enter | @drive into
enter | @storm into
enter | @march into
enter | @arrive in
enter | @arrive at
enter | @deploy to
enter | @deploy in
enter | @return to
withdraw | @pull out of
withdraw | @pull out
withdraw | @pull back
withdraw | had|have|has gone
withdraw | @abandon
withdraw | @flee
withdraw | @quit
withdraw | @leave the|their|its|that base|camp|town|city|village|post|position|positions|area
withdraw | @leave the scene
withdraw | @leave
handover | @hand over
handover | @hand * over
handover | @hand back
handover | @transfer * to
handover | @cede
handover | @turn over
attack | @come under attack
attack | @come under fire
attack | @come under ?heavy|?sustained|?intense|?enemy fire|attack
attack | @open fire on
attack | @open fire
attack | @fire on
attack | @fire at
attack | @shoot at
kill | @shoot dead
kill | @shoot * dead
kill | @gun down
attack | @shoot down
attack | @shoot
kill | @lose
kill | @leave * dead
wound | @leave * wounded|injured
kill | @claim the life|lives of
kill | @claim * life|lives
kill | @die
kill | @perish
kill | @put to death
kill! | are|were|is|was ?now ?reported dead
kill! | are|were|is|was|be among the ?many ?several dead|victims|fatalities
execute | @slit * throat|throats
execute | @cut * throat|throats
clash | @face off
clash | @exchange fire
clash | @engage
clash | @battle
clash | @trade fire
suicide | @blow himself|herself|themselves|itself up
suicide | @detonate a|his|her|an|the ?suicide|?explosive vest|belt
suicide | suicide|kamikaze bomber|bombers|attacker|attackers
suicide | suicide|kamikaze bombing|bombings|attack|attacks|assault|blast|explosion
suicide | suicide car bomb|bombs|bombing
suicide | car|truck|vehicle bomb|bombs|bombing|bombings
suicide | svbied
suicide | bomber|bombers
shelling | shell|shells|rocket|rockets|mortar|mortars @fall
shelling | shell|shells|rocket|rockets|mortar|mortars @land
shelling | shell|shells|rocket|rockets|mortar|mortars @hit|@strike|@explode
suicide | car|truck|vehicle|lorry|pickup packed|laden|loaded|rigged|filled|stuffed with explosives
suicide | explosives-laden|explosive-laden|bomb-laden|explosives-packed car|truck|vehicle|vehicles|trucks|ambulance
ied | @hit|@strike|@trigger|@detonate|@touch a|an ?landmine|?anti-tank|?anti-personnel|?improvised|?explosive|?roadside|?homemade mine|landmine|device|ied|bomb
ied | @hit|@strike|@trigger an ied
ied | @run over a|an ?explosive mine|landmine|device|bomb|ied
ied | @drive over a|an ?explosive mine|landmine|device|bomb|ied
ied | @step on a|an mine|landmine|device
ied | roadside bomb|bombs|bombing|explosive|device
ied | improvised explosive device|devices
ied | explosive device|devices
ied | ied|ieds
ied | landmine|land-mine|landmines|mine|mines
ied | mine explosion|blast
ied | bomb blast|attack
airstrike | air|drone|aerial|helicopter|airstrikes strike|strikes|attack|attacks|raid|raids|bombardment|bombardments|bombing|bombings
airstrike | airstrike|airstrikes|air-strike|air-strikes
airstrike | kamikaze|suicide|explosive|explosive-laden|bomb-laden drone|drones
airstrike | unmanned|armed drone|drones strike|strikes
airstrike | @carry out aerial bombardments
airstrike | @drop * bombs|bomb on
shelling | mortar|rocket|artillery|shell|missile attack|attacks|fire|strike|strikes|shelling|bombardment|barrage|barrages
shelling | @fire rocket|rockets|mortar|mortars|shell|shells|missile|missiles
shelling | @fire * rocket|rockets|mortar|mortars|shell|shells|missile|missiles
shelling | rockets|mortars|shells
grenade | grenade attack|attacks|explosion
grenade | grenade|grenades @be thrown|hurled|lobbed|tossed
grenade | @throw|@hurl|@lob * grenade|grenades
attack | gun attack|attacks
attack | armed attack|attacks
attack | complex attack|attacks
attack | shooting
clash | gunfire|shots|shooting was|were heard
clash | heavy|sustained|intense gunfire
attack | @blow up
destroy | @set fire to
destroy | @set ablaze
destroy | @set on fire
destroy | @set * ablaze
destroy | @set * on fire
destroy | @burn down
destroy | @burn to the ground
destroy | @raze
destroy | @cut down
loot | @make off with
loot | @seize|@recover|@steal * vehicle|vehicles|pickup|pickups|pick-up|pick-ups|truck|trucks|motorbikes|motorcycles|livestock|cattle|equipment|materiel
loot | @steal
loot | @carry away
loot | @carry off
loot | cattle rustling|raid
abduct | @take * hostage
abduct | @take hostage
abduct | @hold hostage
abduct | @carry off
abduct | @take prisoner
abduct | @take * prisoner|prisoners|captive
abduct | forced disappearance|disappearances
abduct | enforced disappearance|disappearances
arrest | @take into custody
arrest | @place in custody|detention
agreement | @sign
agreement | @conclude a|an|the ?peace|?ceasefire agreement|deal|accord|ceasefire|truce|pact
agreement | @reach a|an|the ?peace|?ceasefire|?local agreement|deal|accord|ceasefire|truce|pact
agreement | @agree to|on a|an|the ?immediate|?local ceasefire|cease-fire|truce
agreement | @declare a|an ?unilateral|?immediate ceasefire|cease-fire|truce
change | @declare war
change | declaration of war
change | @announce|@declare|@proclaim the ?creation|formation|establishment|merger|dissolution|birth of
change | @announce|@declare|@proclaim its|their|the merger|dissolution|creation|alliance|formation
change | @pledge|@swear allegiance
change | @split from
change | @break away from
change | @merge with
change | @merge into
change | @merge to form
change | @rename itself|themselves
change | @change its|their name
change | @join forces
change | @form a|an ?new alliance|coalition|movement|group
change | @end|@terminate|@denounce|@scrap|@abandon|@quit|@exit the ?2015|?algiers|?peace|?so-called accord|agreement|deal|pact
change | @dissolve
change | @announce the end of
base | @set up|@establish|@build|@open a|an|their|its ?new|?military|?forward|?temporary base|camp|headquarters|post|outpost
protest | @take to the streets
protest | @hold a|an ?mass|?peaceful|?large protest|demonstration|rally|march|sit-in
protest | @stage a|an ?mass|?peaceful|?large protest|demonstration|rally|march|sit-in
protest | sit-in
protest | @gather
protest | @rally
protest | @march
protest | protest march|rally
riot | @clash with police
riot | @turn violent
riot | @erect|@set up barricades
disperse | @disperse
disperse | @fire tear gas
disperse | tear gas
coup | @seize power
coup | @stage|@carry ?out|@launch a|an|the ?military coup|putsch
coup | @take power
coup | coup d'état|d'etat
coup | military takeover
coup | mutiny
coup | @mutiny
blockade | @lay siege to
blockade | @impose|@enforce|@declare|@lift * blockade|siege|embargo
blockade | @impose|@enforce|@lift|@declare a|an|the|its ?total blockade|siege
disarm | @seize * weapons|arms|explosives|ammunition
disarm | @discover a|an|* cache|caches
disarm | weapons|arms cache|caches
release | @set free
release | release of
"""

NOUNS: Final = """
attack: attack attacks assault assaults raid raids offensive offensives incursion incursions onslaught attempted-attack counter-attack counterattack gunfire
ambush: ambush ambushes
clash: clash clashes infighting fighting skirmish skirmishes battle battles firefight firefights gunfight gunbattle gun-battle confrontation confrontations shootout hostilities exchange-of-fire exchanges-of-fire exchange-of-gunfire heavy-fire
operation: operation operations sweep
airstrike: bombardment bombardments bombing bombings
shelling: shelling
explosion: explosion explosions blast blasts
massacre: massacre massacres killings killing slaughter mass-killing
execute: execution executions extrajudicial-killing beheading lynching
kill: assassination murder murders death deaths loss
abduct: abduction abductions kidnapping kidnappings hostage-taking disappearance disappearances
capture: capture seizure takeover fall occupation
retake: recapture liberation
withdraw: withdrawal departure retreat pullout pull-out evacuation
handover: handover hand-over transfer
loot: looting pillaging pillage robbery theft rustling banditry
destroy: arson destruction
arrest: arrest arrests detention detentions
rape: rape rapes
torture: torture
agreement: ceasefire cease-fire truce
protest: march protest protests demonstration demonstrations rally marches
riot: riot riots unrest
coup: coup putsch
change: merger
blockade: blockade siege
release:
"""

IDLE: Final = """
assault|battle rifle|rifles|tank|tanks|group|groups
gold|salt|uranium|diamond|copper|artisanal|lithium mine|mines
mine|mines clearance|worker|workers|owner|owners
rocket|rockets|grenade|grenades|mortar|mortars launcher|launchers|tube|tubes
attack|assault|combat helicopter|helicopters|aircraft|jet|jets
strike force|forces|group
fight|fights|fighting|fought for ?the ?an ?their ?its ?our independence|autonomy|self-determination|freedom|liberation|statehood|secession|rights|homeland|independent
"""
"""Phrases that hold a trigger word and tell of nothing."""

# Nouns that are no event unless something says when, where or who.
LIGHT_VERBS: Final = (
    "carry carried carries carrying launch launched launches launching conduct conducted conducts conducting "
    "use used uses using begin began begins start started starts unleash unleashed "
    "stage staged stages staging perpetrate perpetrated perpetrating mount mounted mounts commit committed "
    "commits committing lead led leads undertake undertook undertaken execute executed make made wage waged "
    "complete completed completes completing suffer suffered suffers repel repelled repels thwart thwarted foil foiled fend fended"
)

# attribution: verb, stance
SPEECH: Final = """
asserts: say state announce report add explain confirm indicate note declare affirm tell write post tweet specify detail insist stress recall acknowledge admit recount describe inform reply respond concede warn estimate alert
asserts: put acknowledge count mention
asserts!: claim assert maintain boast contend
accuses: accuse blame allege charge denounce attribute implicate
denies: deny refute reject dismiss dispute contradict
"""
"""``asserts!``: verbs that leave the truth open."""

# Set phrases of saying: words, stance.
SPEECH_PHRASES: Final = """
asserts | @make no mention of
asserts | @take credit
asserts | @speak of
asserts | @release|@publish|@issue its|a|the|their ?first ?latest toll|figures
accuses | @point the|a finger at
"""
SPEECH_NOUNS: Final = {
    "claim": "asserts",
    "claims": "asserts",
    "allegation": "accuses",
    "allegations": "accuses",
    "accusation": "accuses",
    "accusations": "accuses",
    "denial": "denies",
}

ACCORDING: Final = (
    "according to",
    "as per",
    "in the words of",
    "as reported by",
    "reported by",
    "said by",
    "confirmed by",
    "citing",
    "quoting",
    "quoted",
    "per",
)

# channel | words
CHANNELS: Final = """
press_release | press release; press releases; communique; communiqué; press statement; communiqués; news release
social_media | social media; on twitter; tweet; tweeted; on x; on facebook; facebook; telegram; whatsapp; posted online; social networks; social network; twitter
audio | audio recording; audio message; audio statement; voice message
video | video; footage
television | state television; national television; ortm; on television; state tv; television
radio | state radio; national radio; on the radio
phone | by phone; by telephone; by satellite phone; over the phone; on the phone
letter | in a letter; open letter
interview | interview; told reuters; told afp; told the ap; told rfi; told associated press; told journalists; told reporters
press_conference | press conference; news conference; press briefing; told a news conference
statement | statement; statements
spokesperson | spokesman; spokesperson; spokeswoman; spokesmen
report | report; in a report
"""

WITNESS: Final = """
witness: witness witnesses eyewitness eyewitnesses resident residents inhabitant inhabitants villager villagers local locals survivor survivors relative relatives neighbour neighbours family families trader driver shepherd shopkeeper
official: official officials mayor governor prefect sub-prefect councillor elected-official deputy lawmaker minister authorities
source: source sources security-source military-source humanitarian-source doctor doctors medic medics hospital nurse diplomat diplomats
media: afp reuters rfi ap media newspaper journalist journalists reporter reporters bbc france24 radio correspondent
rumour: rumour rumours rumor rumors messages posts
monitor: ngo ngos human-rights-watch hrw amnesty rights-group experts expert analyst analysts observers acled
"""

# cue | modality ; matched left of the trigger in its clause unless marked
CUES: Final = """
negated: no not never without neither nor didn't wasn't weren't hasn't haven't hadn't isn't aren't don't doesn't won't can't cannot couldn't fail failed fails failing denied deny denies denying refused refuses unable prevent prevented prevents preventing avoid avoided averted thwart thwarted foil foiled false unfounded none
scheduled: scheduled due slated planned
announced: plan plans planning intend intends intended intention vow vowed vows vowing pledge pledged pledges threaten threatened threatens threatening promise promised promises ready preparing prepare prepared prepares aim aims aiming seek seeks seeking sought plot plots plotted plotting want wants wanted hope hopes attempt attempts try tries trying
predicted: likely unlikely may might could will would expected risk risks risked fear fears feared fearing potential potentially possible possibly possibility probable probably danger imminent threat threats warn warned warns warning forecast predicts predicted anticipate anticipated poised
recommended: should must ought recommend recommends recommended recommendation recommendations urge urged urges urging call calls called calling appeal appealed appeals demand demands demanded ask asked asks advise advised encourage need needs request requested requests
conditional: if unless whether were-to otherwise provided
habitual: regularly often frequently usually routinely repeatedly always daily sporadic sporadically recurrent recurring every increasingly continue continues continued continuing persist persists multiple-occasions
"""

PROBABILITY: Final = (
    "almost certainly",
    "almost certain",
    "very likely",
    "highly likely",
    "very unlikely",
    "highly unlikely",
    "roughly even chance",
    "roughly even",
    "even chance",
    "almost no chance",
    "remote chance",
    "likely",
    "unlikely",
    "probably",
    "probable",
    "possibly",
    "possible",
    "may",
    "might",
    "could",
    "expected",
    "risk",
    "potential",
    "potentially",
)

OPINION: Final = (
    "let us hope",
    "we hope",
    "it is surprising",
    "no surprise",
    "deserves",
    "deserve",
    "more necessary than ever",
    "i believe",
    "we believe",
    "in my view",
    "in our view",
    "seems",
    "seem",
    "appears to",
    "appear to",
    "worryingly",
    "thankfully",
    "unfortunately",
    "needs all the help",
    "the question is",
    "remains unclear",
    "it is clear that",
    "reminds us",
    "remind us",
    "highlights",
    "illustrates",
    "worries",
    "reinforces",
)

DOUBT: Final = (
    "suspected presumed alleged unidentified unknown apparent purported likely believed-to-be"
)

# participants: group | words
PEOPLE: Final = """
civilians: civilian civilians villager villagers resident residents farmer farmers herder herders trader traders woman women child children people persons person passenger passengers inhabitants inhabitant boy boys girl girls merchant merchants shepherd shepherds worshippers student students pupils driver drivers journalist journalists teacher teachers humanitarian humanitarians aid-worker aid-workers worker workers miner miners fisherman fishermen imam mayor chief priest priests nun nuns missionary missionaries clergymen tourist tourists refugees displaced locals protesters demonstrators truckers apprentices nomads pastoralists teenager teenagers infants youths community communities elder elders family families victims employees employee staff nationals national citizens citizen suspect suspects colleagues councillor councillors
soldiers: soldier soldiers troops troop servicemen personnel gendarme gendarmes guards guardsmen policeman policemen police officer officers army military conscripts paratroopers
armed: gunmen gunman attackers attacker assailants assailant insurgents insurgent militants militant bandits bandit terrorists terrorist jihadists jihadist jihadis extremists extremist islamists islamist rebels rebel ex-rebels bomber bombers raiders kidnappers assassins enemy enemies
fighters: movements factions fighters fighter combatants combatant men members member elements element militiamen militia militias hunters forces
peacekeepers: peacekeeper peacekeepers
other: hostage hostages prisoner prisoners
"""

# what was attacked: target | words
TARGETS: Final = """
camp: camp camps base bases barracks garrison outpost outposts post posts position positions checkpoint checkpoints headquarters
convoy: convoy convoys patrol patrols vehicle vehicles column columns truck trucks
village: village villages hamlet hamlets town towns city locality localities
market: market fair
boat: boat ferry boats ship
bus: bus buses coach
airport: airport airfield airstrip
hotel: hotel restaurant
school: school schools
health centre: hospital clinic
mosque: mosque church shrine
mine site: mine-site gold-mine
bridge: bridge bridges
displaced camp: idp-camp
"""

AIRCRAFT: Final = (
    "aircraft aircrafts plane planes jet jets drone drones helicopter helicopters warplane warplanes "
    "airplane airplanes air-force"
)

TERRITORY_NOUNS: Final = (
    "town city village camp base post positions position garrison locality area region airport camps bases posts "
    "towns villages territory outpost outposts stronghold barracks checkpoint checkpoints city's"
)

PRONOUNS: Final = "they them he she it who their its"
GROUP_ANAPHORA: Final = (
    "group movement organisation organization coalition faction alliance militia gang column party militants attackers assailants "
    "fighters"
)
AUX: Final = (
    "be been being is are was were am have has had having do does did will would could may might should must can shall "
    "to get got gets"
)
BE: Final = "be been being is are was were am get got gets"
PREPOSITIONS: Final = (
    "by of against in from with on at near to into onto around between during after before under over for "
    "through outside inside towards toward along across within amid among about without targeting since until via including except"
)
SUBORDINATORS: Final = (
    "after before while when whereas although though but because since until as despite following which who whom where "
    "that whose if unless"
)
NUMBERS: Final = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "hundred": 100,
    "thousand": 1000,
    "dozen": 12,
}
DEAD: Final = "dead killed deaths death fatalities fatality died casualties-killed slain bodies corpses lives perished"
WOUNDED: Final = "wounded injured injuries hurt wounding injuring"
TAKEN: Final = "abducted kidnapped hostages hostage captured prisoners missing taken"
