"""Columns, types and vocabularies of every table, in one place.

Nothing here imports a data-frame library: the Arrow schemas are built on
demand, so that resolving a name or coding a text stays cheap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geomali.errors import SchemaError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "ACLED_TYPES",
    "AREA_CRS",
    "BASES",
    "CONFLICT_MODALITIES",
    "CONTROL_STATES",
    "CRS",
    "EVENT_STATUSES",
    "MODALITIES",
    "OUTCOMES",
    "PROPOSITIONS",
    "ROLES",
    "SCHEMA_VERSION",
    "SENSITIVITIES",
    "STANCES",
    "TABLES",
    "Column",
    "Table",
    "arrow_schema",
    "check",
    "disorder_type_of",
]

SCHEMA_VERSION: Final = "2"
CRS: Final = "EPSG:4326"
"""Every stored geometry: longitude, latitude, WGS 84."""
AREA_CRS: Final = "+proj=laea +lat_0=17 +lon_0=-4 +datum=WGS84 +units=m"
"""For measuring: areas exact, lengths within 0.31 % over all Mali."""

# ACLED codebook: event_type -> sub_event_type -> disorder_type.
ACLED_TYPES: Final[Mapping[str, Mapping[str, str]]] = {
    "Battles": {
        "Government regains territory": "Political violence",
        "Non-state actor overtakes territory": "Political violence",
        "Armed clash": "Political violence",
    },
    "Protests": {
        "Excessive force against protesters": "Political violence; Demonstrations",
        "Protest with intervention": "Demonstrations",
        "Peaceful protest": "Demonstrations",
    },
    "Riots": {
        "Violent demonstration": "Demonstrations",
        "Mob violence": "Political violence",
    },
    "Explosions/Remote violence": {
        "Chemical weapon": "Political violence",
        "Air/drone strike": "Political violence",
        "Suicide bomb": "Political violence",
        "Shelling/artillery/missile attack": "Political violence",
        "Remote explosive/landmine/IED": "Political violence",
        "Grenade": "Political violence",
    },
    "Violence against civilians": {
        "Sexual violence": "Political violence",
        "Attack": "Political violence",
        "Abduction/forced disappearance": "Political violence",
    },
    "Strategic developments": {
        "Agreement": "Strategic developments",
        "Arrests": "Strategic developments",
        "Change to group/activity": "Strategic developments",
        "Disrupted weapons use": "Strategic developments",
        "Headquarters or base established": "Strategic developments",
        "Looting/property destruction": "Strategic developments",
        "Non-violent transfer of territory": "Strategic developments",
        "Other": "Strategic developments",
    },
}

CONFLICT_MODALITIES: Final = ("occurred", "alleged", "claimed")
MODALITIES: Final = (
    *CONFLICT_MODALITIES,
    "negated",
    "scheduled",
    "announced",
    "predicted",
    "recommended",
    "conditional",
    "habitual",
    "background",
    "opinion",
)
STANCES: Final = ("asserts", "denies", "accuses", "reports")
PROPOSITIONS: Final = (
    "captured",
    "holds",
    "entered",
    "repelled",
    "withdrew",
    "handed_over",
    "attacked",
    "clashed",
    "bombed",
    "killed",
    "wounded",
    "abducted",
    "arrested",
    "destroyed",
    "looted",
    "other",
)
BASES: Final = ("party", "witness", "journalist", "assessed", "dataset")
ROLES: Final = ("side_a", "side_b", "affected")
OUTCOMES: Final = (
    "captured",
    "repelled",
    "withdrew",
    "handed_over",
    "entered",
    "destroyed",
    "none_stated",
)
CONTROL_STATES: Final = ("held", "claimed", "contested", "temporarily_entered", "unknown")
EVENT_STATUSES: Final = ("current", "superseded", "deleted")
"""Besides these, ``merged_into:<event_id>``."""
SENSITIVITIES: Final = ("internal", "partner", "public")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its type and what it means.

    ``dtype`` is one of ``str``, ``int8``, ``int32``, ``int64``, ``float``,
    ``bool``, ``date``, ``list<str>`` and ``geometry`` (WKB, EPSG:4326).
    """

    name: str
    dtype: str
    meaning: str
    nullable: bool = True
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns in file order and the columns that identify a row."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in file order."""
        return tuple(column.name for column in self.columns)

    @property
    def geometry(self) -> str | None:
        """Name of the geometry column, if the table has one."""
        return next((c.name for c in self.columns if c.dtype == "geometry"), None)


def _table(name: str, key: str, columns: Iterable[Column]) -> Table:
    return Table(name, tuple(columns), tuple(key.split()))


_C = Column
_TYPES = tuple(ACLED_TYPES)
_SUB_TYPES = tuple(sub for subs in ACLED_TYPES.values() for sub in subs)

TABLES: Final[Mapping[str, Table]] = {
    table.name: table
    for table in (
        _table(
            "events",
            "event_id",
            (
                _C(
                    "event_id",
                    "str",
                    "the dataset's own id with its prefix, or a hash of report and trigger span",
                    False,
                ),
                _C("event_date", "date", "first day it may have happened (same as date_earliest)"),
                _C("date_earliest", "date", "first day it may have happened"),
                _C("date_latest", "date", "last day it may have happened"),
                _C("time_precision", "int8", "1 day, 2 week, 3 month; missing if unknown"),
                _C("date_rule", "str", "how the date was derived"),
                _C("date_expression", "str", "the words that gave the date"),
                _C("disorder_type", "str", "ACLED disorder type"),
                _C("event_type", "str", "ACLED event type", False, _TYPES),
                _C("sub_event_type", "str", "ACLED sub-event type", False, _SUB_TYPES),
                _C("modality", "str", "occurred, alleged or claimed", False, CONFLICT_MODALITIES),
                _C("outcome", "str", "outcome as stated", True, OUTCOMES),
                _C("target", "str", "what was attacked: camp, convoy, village …"),
                _C("weapon", "str", "means used: ied, drone, mortar …"),
                _C("side_a", "list<str>", "actor ids of one side"),
                _C("side_b", "list<str>", "actor ids of the other side"),
                _C("affected", "list<str>", "actor ids of those harmed without being a side"),
                _C(
                    "actors_text",
                    "str",
                    "actor ids of both sides and the affected, joined, for QGIS",
                ),
                _C("actor_labels", "list<str>", "words used, where they are labels or unresolved"),
                _C("doubt", "str", "suspected, presumed … as used"),
                _C("place_id", "str", "resolved place"),
                _C("place_name", "str", "place as named by the source"),
                _C("admin1", "str", "region"),
                _C("admin2", "str", "cercle"),
                _C("country", "str", "ISO 3166-1 alpha-2 code"),
                _C(
                    "geo_precision",
                    "int8",
                    "1 named place, 2 near it or small area, 3 region; missing if not stated",
                ),
                _C("uncertainty_km", "float", "radius that holds the true place"),
                _C("geometry", "geometry", "point; only for precision 1 and 2"),
                _C("source_lat", "float", "latitude as published, untouched"),
                _C("source_lon", "float", "longitude as published, untouched"),
                _C(
                    "fatalities_low", "int32", "lowest number of dead stated; missing if not stated"
                ),
                _C("fatalities_best", "int32", "best number of dead; missing if not stated"),
                _C(
                    "fatalities_high",
                    "int32",
                    "highest number of dead stated; missing if not stated",
                ),
                _C("wounded_best", "int32", "number of wounded; missing if not stated"),
                _C("abducted_best", "int32", "number of abducted; missing if not stated"),
                _C(
                    "contested",
                    "bool",
                    "parties differ, or one party alone vouches for the outcome",
                    False,
                ),
                _C("confidence", "float", "calibrated probability, 0 to 1"),
                _C("source_ids", "list<str>", "every source kept after merging"),
                _C("n_sources", "int32", "number of sources", False),
                _C(
                    "notes",
                    "str",
                    "the publisher's note, or our own summary; of a merged event each source's",
                ),
                _C("reported_date", "date", "when it could be known"),
                _C("revision", "int32", "0 for the first version", False),
                _C("status", "str", "current, superseded, deleted or merged_into:…", False),
            ),
        ),
        _table(
            "events_by_actor",
            "event_id actor role",
            (
                _C("event_id", "str", "see events", False),
                _C("actor", "str", "actor id; unresolved where the label is not mapped", False),
                _C("actor_label", "str", "the words used, where the actor is unresolved"),
                _C("role", "str", "side_a, side_b or affected", False, ROLES),
                _C("event_date", "date", "see events"),
                _C("event_type", "str", "see events", False),
                _C("sub_event_type", "str", "see events", False),
                _C("place_id", "str", "see events"),
                _C("place_name", "str", "see events"),
                _C("geo_precision", "int8", "see events"),
                _C("fatalities_best", "int32", "see events"),
                _C("contested", "bool", "see events", False),
                _C("geometry", "geometry", "see events"),
            ),
        ),
        _table(
            "claims",
            "claim_id",
            (
                _C("claim_id", "str", "hash of report, span, claimant and proposition", False),
                _C("event_id", "str", "the event it is about, if any"),
                _C(
                    "claimant",
                    "str",
                    "actor id of who says so; missing if the report itself says so",
                ),
                _C("claimant_text", "str", "the words used for the claimant"),
                _C("channel", "str", "press release, social media, interview … as stated"),
                _C("stance", "str", "asserts, denies, accuses or reports", False, STANCES),
                _C("proposition", "str", "what is said to have happened", False, PROPOSITIONS),
                _C("subject", "str", "actor id of who did it, by the claim"),
                _C("object", "str", "actor id or thing it was done to"),
                _C("place_id", "str", "resolved place"),
                _C("place_text", "str", "place as named"),
                _C("geo_precision", "int8", "see events"),
                _C("geometry", "geometry", "point; only for precision 1 and 2"),
                _C("claim_date", "date", "first day it is said to hold"),
                _C(
                    "claim_date_latest",
                    "date",
                    "last day of the interval in which it began to hold",
                ),
                _C("reported_date", "date", "when it could be known"),
                _C("basis", "str", "what it rests on", False, BASES),
                _C("reliability", "str", "Admiralty source reliability, A to F", False),
                _C("credibility", "int8", "Admiralty information credibility, 1 to 6", False),
                _C("conflicts_with", "list<str>", "claims that cannot be true together with it"),
                _C("corroborates", "list<str>", "claims that say the same"),
                _C("report_id", "str", "report or dataset it stands in"),
                _C("start", "int32", "first code point of the quote"),
                _C("end", "int32", "end of the quote, exclusive"),
                _C("quote", "str", "the words of the report"),
            ),
        ),
        _table(
            "control",
            "place_id valid_from",
            (
                _C("place_id", "str", "the place", False),
                _C("place_name", "str", "its name"),
                _C("geometry", "geometry", "the place's own point"),
                _C("state", "str", "state by the rules", False, CONTROL_STATES),
                _C("holder", "str", "actor id, if the state has one"),
                _C("claimants", "list<str>", "actors that claim it"),
                _C("basis", "str", "assessed, claimed_by, reported_by_witness or implied"),
                _C("valid_from", "date", "first day of the state"),
                _C("valid_to", "date", "last day of the state; missing if it goes on"),
                _C("as_of", "date", "the date asked for"),
                _C("known_on", "date", "only what was reported by this day counts"),
                _C("last_evidence_date", "date", "newest evidence used"),
                _C("evidence_age_days", "int32", "days from the newest evidence to as_of"),
                _C("rule", "str", "the rule that decided"),
                _C("claim_ids", "list<str>", "the claims behind it"),
            ),
        ),
        _table(
            "reports",
            "report_id",
            (
                _C("report_id", "str", "hash of the text, or the id given with it", False),
                _C("file", "str", "file name"),
                _C("title", "str", "title"),
                _C("source", "str", "publisher"),
                _C("url", "str", "address"),
                _C("lang", "str", "ISO 639-1 code"),
                _C("published", "date", "publication date as given"),
                _C("document_date_earliest", "date", "first day it may have been written"),
                _C("document_date_latest", "date", "last day it may have been written"),
                _C("document_date_rule", "str", "how that was derived"),
                _C("flags", "list<str>", "contradictions and doubts found"),
                _C("text_sha256", "str", "hash of the text that the offsets refer to", False),
                _C("text", "str", "full text; left out at any sensitivity but internal"),
            ),
        ),
        _table(
            "sources",
            "source_id",
            (
                _C("source_id", "str", "report id, or dataset id", False),
                _C("kind", "str", "report or dataset", False, ("report", "dataset")),
                _C("name", "str", "name"),
                _C("publisher", "str", "publisher"),
                _C("url", "str", "address"),
                _C("licence", "str", "licence"),
                _C("retrieved", "date", "version date of the dataset, or publication date"),
            ),
        ),
        _table(
            "displacement",
            "record_id",
            (
                _C("record_id", "str", "hash of source, round and unit", False),
                _C("source_id", "str", "dataset", False),
                _C("round", "str", "round of the assessment"),
                _C("date", "date", "date of the figure"),
                _C("country", "str", "ISO 3166-1 alpha-2 code"),
                _C("admin_scheme", "str", "scheme of the codes, with version"),
                _C("admin1", "str", "region"),
                _C("admin1_code", "str", "its code in that scheme"),
                _C("admin2", "str", "cercle"),
                _C("admin2_code", "str", "its code in that scheme"),
                _C("admin3", "str", "commune"),
                _C("admin3_code", "str", "its code in that scheme"),
                _C("site", "str", "site or village"),
                _C("place_id", "str", "resolved place"),
                _C("geo_precision", "int8", "see events"),
                _C("persons", "int32", "displaced persons living there; missing if not stated"),
                _C("households", "int32", "their households; missing if not stated"),
                _C("returnees", "int32", "people who came back, none of them in persons"),
                _C("returnee_households", "int32", "their households; missing if not stated"),
                _C("origin_admin1", "str", "region they left"),
                _C("origin_admin2", "str", "cercle they left"),
                _C("reason", "str", "reason given"),
                _C("geometry", "geometry", "point; only for precision 1 and 2"),
            ),
        ),
        _table(
            "flows",
            "flow_id",
            (
                _C("flow_id", "str", "hash of the ends, day, reason and source", False),
                _C("name", "str", "what the flow is called; its ends otherwise"),
                _C("origin_place", "str", "place or area that people left"),
                _C("origin_name", "str", "its name"),
                _C(
                    "origin_precision",
                    "int8",
                    "1 place, 2 near it, 3 area: the end is a point in it",
                ),
                _C("destination_place", "str", "place or area that people went to"),
                _C("destination_name", "str", "its name"),
                _C("destination_precision", "int8", "as for the origin"),
                _C("persons", "int32", "people who moved; missing if not stated"),
                _C("date", "date", "day of the figure"),
                _C("reason", "str", "reason given"),
                _C("source_id", "str", "file or dataset"),
                _C("geometry", "geometry", "line from origin to destination"),
            ),
        ),
        _table(
            "admin_counts",
            "source_id country admin_scheme admin_level admin1_code admin2_code admin1 admin2 event_type sub_event_type period_start",
            (
                _C("source_id", "str", "dataset", False),
                _C("country", "str", "ISO 3166-1 alpha-2 code"),
                _C("admin_scheme", "str", "scheme of the codes, with version"),
                _C("admin_level", "int8", "0, 1 or 2"),
                _C("admin1", "str", "region"),
                _C("admin1_code", "str", "its code"),
                _C("admin2", "str", "cercle"),
                _C("admin2_code", "str", "its code"),
                _C(
                    "event_type",
                    "str",
                    "civilian_targeting, demonstration or political_violence (HAPI), or ACLED's",
                    False,
                ),
                _C("sub_event_type", "str", "ACLED's; missing if the count is of all of them"),
                _C("events", "int32", "number of events; missing if not stated"),
                _C("fatalities", "int32", "number of dead; missing if not stated"),
                _C("period_start", "date", "first day"),
                _C("period_end", "date", "last day"),
            ),
        ),
        _table(
            "rejects",
            "source_file row_number reason",
            (
                _C("source_file", "str", "file", False),
                _C(
                    "row_number",
                    "int64",
                    "row in the file as a spreadsheet shows it, a header being row 1; line of a JSONL file",
                ),
                _C("row", "str", "the row as JSON"),
                _C("reason", "str", "why it was rejected", False),
            ),
        ),
        _table(
            "not_events",
            "report_id start end",
            (
                _C("report_id", "str", "report", False),
                _C("start", "int32", "first code point", False),
                _C("end", "int32", "end, exclusive", False),
                _C("quote", "str", "the words"),
                _C("modality", "str", "why it is not an event", False, MODALITIES),
                _C("probability_word", "str", "the word of probability used"),
            ),
        ),
    )
}


def disorder_type_of(event_type: str, sub_event_type: str) -> str | None:
    """Disorder type of an ACLED type pair, or None if the pair is not in the codebook."""
    return ACLED_TYPES.get(event_type, {}).get(sub_event_type)


def arrow_schema(name: str) -> pa.Schema:
    """Arrow schema of a table, geometry as WKB binary, without metadata.

    Raises
    ------
    KeyError
        No table of that name.
    """
    import pyarrow as pa

    types = {
        "str": pa.string(),
        "int8": pa.int8(),
        "int32": pa.int32(),
        "int64": pa.int64(),
        "float": pa.float64(),
        "bool": pa.bool_(),
        "date": pa.date32(),
        "list<str>": pa.list_(pa.string()),
        "geometry": pa.binary(),
    }
    return pa.schema(
        [pa.field(c.name, types[c.dtype], nullable=c.nullable) for c in TABLES[name].columns]
    )


def check(table: pa.Table, name: str) -> None:
    """Check an Arrow table against its contract.

    Raises
    ------
    SchemaError
        Columns are missing or extra, a type is wrong, a required value is
        missing, a value is outside its vocabulary, or a key is not unique.
        Every problem is listed.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    spec = TABLES[name]
    wanted = arrow_schema(name)
    names, known = table.column_names, spec.names
    problems = [f"column {n!r} is missing" for n in known if n not in names]
    problems += [f"column {n!r} is unknown" for n in names if n not in known]
    for column in spec.columns:
        if column.name not in names:
            continue
        found = table.schema.field(column.name).type
        values = table.column(column.name)
        if found != wanted.field(column.name).type:
            problems.append(
                f"column {column.name!r} is {found}, not {wanted.field(column.name).type}"
            )
            continue
        if not column.nullable and values.null_count:
            problems.append(f"column {column.name!r} has {values.null_count} missing values")
        if column.values:
            odd = pc.unique(values.filter(pc.invert(pc.is_in(values, pa.array(column.values)))))
            odd_values = [v for v in odd.to_pylist() if v is not None]
            if odd_values:
                problems.append(f"column {column.name!r} has unknown values {odd_values[:5]}")
    if not problems and table.num_rows:
        distinct = table.select(list(spec.key)).group_by(list(spec.key)).aggregate([]).num_rows
        if distinct != table.num_rows:
            problems.append(f"key {spec.key} repeats in {table.num_rows - distinct} rows")
    if problems:
        raise SchemaError(name, problems)
