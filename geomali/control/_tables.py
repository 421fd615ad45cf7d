"""Tables of control: spans over time, states as of a date, changes between two dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from geomali import schema
from geomali.control._evidence import Ties, evidence_by_place, undated_by_place
from geomali.control._place import Span, spans_of_place
from geomali.errors import SchemaError

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geomali.actors import ActorRegistry

__all__ = ["control_as_of", "control_changes", "control_spans", "undated_claims"]

_NEEDED = (
    "claim_id", "place_id", "place_text", "proposition", "stance", "subject", "object", "claimant",
    "claim_date", "claim_date_latest", "reported_date", "basis", "geo_precision", "geometry",
)  # fmt: skip


def control_spans(
    claims: gpd.GeoDataFrame,
    *,
    as_of: date | None = None,
    known_on: date | None = None,
    actors: ActorRegistry | None = None,
) -> gpd.GeoDataFrame:
    """Control of each place over time, one row per place and day of evidence.

    Parameters
    ----------
    claims
        Table of that name, EPSG:4326.  The order of rows does not matter.
    as_of
        Leave out what is said to hold later; None takes all claims.
    known_on
        Leave out what was reported later, and what has no reporting date;
        None takes all claims.
    actors
        Registry that knows who belongs to whom; the shipped one by default.
        A member and its coalition are one side.

    Returns
    -------
    GeoDataFrame
        Table ``control``, EPSG:4326, sorted by place and ``valid_from``.
        ``valid_to`` is missing in the last row of each place.

    Raises
    ------
    SchemaError
        A column is missing.
    """
    rows = list(_rows(claims, as_of, known_on, actors))
    names = _names_and_points(claims)
    return _control_frame(rows, names, as_of, known_on)


def control_as_of(
    claims: gpd.GeoDataFrame,
    *,
    as_of: date,
    known_on: date | None = None,
    actors: ActorRegistry | None = None,
) -> gpd.GeoDataFrame:
    """Control of each place with evidence, as of a date.

    Parameters
    ----------
    claims, known_on, actors
        See :func:`control_spans`.
    as_of
        The day asked about; later claims change nothing.

    Returns
    -------
    GeoDataFrame
        Table ``control``, EPSG:4326, one row per place.  A place without
        evidence has no row: its state is unknown.
    """
    rows = [
        (place_id, span)
        for place_id, span in _rows(claims, as_of, known_on, actors)
        if span.valid_to is None
    ]
    return _control_frame(rows, _names_and_points(claims), as_of, known_on)


def control_changes(
    claims: gpd.GeoDataFrame,
    *,
    since: date,
    as_of: date,
    known_on: date | None = None,
    actors: ActorRegistry | None = None,
) -> pd.DataFrame:
    """Changes of control between two dates, with the claims that caused each.

    Returns
    -------
    DataFrame
        ``place_id``, ``place_name``, ``date`` (first day of the new state),
        ``state_before``, ``holder_before``, ``state``, ``holder``,
        ``claimants``, ``rule`` and ``claim_ids`` (those that were not behind
        the state before), sorted by date and place.  A place without evidence
        before has ``state_before`` unknown.

    Raises
    ------
    ValueError
        ``since`` is after ``as_of``.
    """
    import pandas as pd

    _check_day("since", since)
    _check_day("as_of", as_of)
    if since > as_of:
        raise ValueError(f"since ({since}) is after as_of ({as_of}); swap them")
    names = _names_and_points(claims)
    rows: list[tuple[Any, ...]] = []
    place: str | None = None
    before: Span | None = None
    for place_id, span in _rows(claims, as_of, known_on, actors):
        if place_id != place:
            place, before = place_id, None
        old = (before.state, before.holder, before.claimants) if before else ("unknown", None, ())
        if span.valid_from > since and old != (span.state, span.holder, span.claimants):
            seen = before.claim_ids if before else ()
            rows.append(
                (
                    place_id, names[place_id][0], span.valid_from, old[0], old[1], span.state, span.holder,
                    list(span.claimants), span.rule, sorted(set(span.claim_ids) - set(seen)),
                )
            )  # fmt: skip
        before = span
    columns = [
        "place_id", "place_name", "date", "state_before", "holder_before", "state", "holder",
        "claimants", "rule", "claim_ids",
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(["date", "place_id"], ignore_index=True)


def undated_claims(claims: gpd.GeoDataFrame, *, known_on: date | None = None) -> pd.DataFrame:
    """Count the claims at each place that would be evidence if they had a date.

    They decide nothing: a place that has no others is in no answer of
    :func:`control_as_of`, and its state is unknown.

    Parameters
    ----------
    claims, known_on
        See :func:`control_spans`.

    Returns
    -------
    DataFrame
        ``place_id``, ``place_name``, ``n_claims`` (int64) and ``claim_ids``, sorted by place.

    Raises
    ------
    SchemaError
        A column is missing.
    """
    import pandas as pd

    _require_columns(claims)
    names = _names_and_points(claims)
    rows = [
        (place_id, names[place_id][0], len(claim_ids), sorted(claim_ids))
        for place_id, claim_ids in sorted(undated_by_place(claims, known_on).items())
    ]
    frame = pd.DataFrame(rows, columns=["place_id", "place_name", "n_claims", "claim_ids"])
    return frame.astype({"n_claims": "int64"})


def _check_day(name: str, day: object) -> None:
    if day is not None and not isinstance(day, date):
        raise TypeError(f"{name} is a datetime.date such as date(2023, 9, 20), not {day!r}")


def _rows(
    claims: gpd.GeoDataFrame,
    as_of: date | None,
    known_on: date | None,
    actors: ActorRegistry | None,
) -> Iterator[tuple[str, Span]]:
    """Every span with its place, by place and day."""
    _check_day("as_of", as_of)
    _check_day("known_on", known_on)
    _require_columns(claims)
    ties = Ties(actors)
    for place_id, evidence in sorted(evidence_by_place(claims, known_on, ties).items()):
        current = (item for item in evidence if as_of is None or item.day <= as_of)
        for span in spans_of_place(current, ties):
            yield place_id, span


def _require_columns(claims: gpd.GeoDataFrame) -> None:
    missing = [name for name in _NEEDED if name not in claims.columns]
    if missing:
        raise SchemaError("claims", [f"column {name!r} is missing" for name in missing])


def _names_and_points(claims: gpd.GeoDataFrame) -> dict[str, tuple[str | None, Any]]:
    """Name and point of each place: a claim about it names it better than one from near it."""
    import pandas as pd

    columns = ["place_id", "place_text", "geo_precision", "claim_id", "geometry"]
    located = pd.DataFrame(claims[columns])[claims["place_id"].notna()]
    located = located.sort_values(["geo_precision", "claim_id"])
    found: dict[str, tuple[str | None, Any]] = {}
    for place_id, text, point in zip(
        located["place_id"].tolist(),
        located["place_text"].tolist(),
        located["geometry"].tolist(),
        strict=True,
    ):
        name, where = found.get(place_id, (None, None))
        if name is None and isinstance(text, str):
            name = text
        found[place_id] = (name, point if where is None else where)
    return found


def _control_frame(
    rows: Sequence[tuple[str, Span]],
    names: dict[str, tuple[str | None, Any]],
    as_of: date | None,
    known_on: date | None,
) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import pandas as pd

    spans = [span for _, span in rows]
    values: dict[str, list[Any]] = {
        "place_id": [place_id for place_id, _ in rows],
        "place_name": [names[place_id][0] for place_id, _ in rows],
        "geometry": [names[place_id][1] for place_id, _ in rows],
        "state": [span.state for span in spans],
        "holder": [span.holder for span in spans],
        "claimants": [list(span.claimants) for span in spans],
        "basis": [span.basis for span in spans],
        "valid_from": [span.valid_from for span in spans],
        "valid_to": [span.valid_to for span in spans],
        "as_of": [as_of] * len(rows),
        "known_on": [known_on] * len(rows),
        "last_evidence_date": [span.last_evidence for span in spans],
        "evidence_age_days": [as_of and (as_of - span.last_evidence).days for span in spans],
        "rule": [span.rule for span in spans],
        "claim_ids": [list(span.claim_ids) for span in spans],
    }
    columns: dict[str, Any] = {}
    for column in schema.TABLES["control"].columns:
        cells = values[column.name]
        if column.dtype == "geometry":
            columns[column.name] = gpd.GeoSeries(cells, crs=schema.CRS)
        elif column.dtype == "int32":
            columns[column.name] = pd.array(cells, dtype="Int32")
        else:
            columns[column.name] = pd.Series(cells, dtype=object)
    return gpd.GeoDataFrame(columns, geometry="geometry", crs=schema.CRS)
