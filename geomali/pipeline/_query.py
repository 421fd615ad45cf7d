"""Questions to a store, and their answers for a person and for a script."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ControlAnswer", "query_control", "records", "reduced", "text_table"]

_SHOWN: Final[Mapping[str, Sequence[str]]] = {
    "events": (
        "event_date",
        "sub_event_type",
        "place_name",
        "geo_precision",
        "actors_text",
        "fatalities_best",
        "contested",
        "modality",
        "event_id",
    ),
    "control": (
        "place_name",
        "state",
        "holder",
        "claimants",
        "basis",
        "last_evidence_date",
        "evidence_age_days",
        "rule",
    ),
    "changes": ("date", "place_name", "state_before", "state", "holder", "claimants", "claim_ids"),
}


@dataclass(frozen=True, slots=True)
class ControlAnswer:
    """Control of places, the claims behind it, and both as text.

    ``undated`` counts the claims at each place that decide nothing because
    they have no date (:func:`geomali.control.undated_claims`).
    """

    table: pd.DataFrame
    claims: pd.DataFrame
    records: list[dict[str, Any]]
    text: str
    undated: pd.DataFrame


def reduced(name: str, frame: pd.DataFrame, sensitivity: str) -> pd.DataFrame:
    """Reduce one table to what may be shown at a level."""
    from geomali.privacy import apply_sensitivity

    result: pd.DataFrame = apply_sensitivity({name: frame}, sensitivity)[name]
    return result


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows for JSON: points as ``lat`` and ``lon``, days as text, missing as null."""
    import pandas as pd

    rows = []
    for row in frame.to_dict("records"):
        plain: dict[str, Any] = {}
        for key, value in row.items():
            if key == "geometry":
                inside = value is not None and not value.is_empty
                plain["lat"], plain["lon"] = (value.y, value.x) if inside else (None, None)
            elif isinstance(value, str | bool):
                plain[str(key)] = value
            elif hasattr(value, "__len__"):
                plain[str(key)] = [str(item) for item in value]
            elif pd.isna(value):
                plain[str(key)] = None
            elif isinstance(value, date):
                plain[str(key)] = value.isoformat()[:10]
            else:
                plain[str(key)] = value.item() if hasattr(value, "item") else value
        rows.append(plain)
    return rows


def text_table(frame: pd.DataFrame, table: str) -> str:
    """Lay a table out as text, one line per row; missing values as ``-``."""
    columns = [name for name in _SHOWN.get(table, frame.columns) if name in frame]
    if frame.empty:
        return f"no {table}"
    rows = records(frame[columns])
    cells = [columns, *([_cell(row[name]) for name in columns] for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(columns))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    )


def _cell(value: Any) -> str:
    if value is None or value == []:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        value = ", ".join(value)
    # Control characters in a name must not reach the terminal.
    return "".join(ch if ch.isprintable() else " " for ch in str(value))


def query_control(
    store: str | Path,
    *,
    as_of: date,
    known_on: date | None = None,
    since: date | None = None,
    place_id: str | None = None,
    sensitivity: str = "partner",
) -> ControlAnswer:
    """Say who holds, claims or contests each place as of a date, and who said so.

    Parameters
    ----------
    store
        Folder of a store.
    as_of, known_on
        The day asked about; only what was reported by ``known_on`` counts.
    since
        Answer with the changes since that day instead of the states.
    place_id
        Only this place.
    sensitivity
        Level of :mod:`geomali.privacy`.
    """
    from geomali.control import control_as_of, control_changes, undated_claims
    from geomali.store import open_store

    opened = open_store(store)
    claims = opened.claims()
    if place_id:
        claims = claims[claims["place_id"] == place_id]
    if since:
        table = control_changes(claims, since=since, as_of=as_of, known_on=known_on)
    else:
        table = control_as_of(claims, as_of=as_of, known_on=known_on)
    undated = undated_claims(claims, known_on=known_on)
    used = {
        claim_id for column in (table, undated) for ids in column["claim_ids"] for claim_id in ids
    }
    behind = claims[claims["claim_id"].isin(used)].sort_values(["claim_date", "claim_id"])
    files = opened.reports().set_index("report_id")["file"].to_dict()
    table = reduced("changes" if since else "control", table, sensitivity)
    behind = reduced("claims", behind, sensitivity)
    by_id = {row["claim_id"]: row for row in records(behind)}
    for claim in by_id.values():
        claim["file"] = files.get(claim["report_id"])
    rows = records(table)
    for row in rows:
        row["claims"] = [by_id[claim_id] for claim_id in row["claim_ids"] if claim_id in by_id]
    idle = {
        row["place_id"]: row | {"claims": [by_id[claim_id] for claim_id in row["claim_ids"]]}
        for row in undated.to_dict("records")
    }
    text = _control_text(rows, as_of, place_id, idle)
    if not since:
        _add_undated(rows, idle)
    decided = {claim_id for ids in table["claim_ids"] for claim_id in ids}
    return ControlAnswer(table, behind[behind["claim_id"].isin(decided)], rows, text, undated)


def _add_undated(rows: list[dict[str, Any]], idle: Mapping[str, Mapping[str, Any]]) -> None:
    """Give each place its undated claims; one that has no others is there as unknown."""
    known = {row["place_id"] for row in rows}
    nothing: dict[str, Any] = {"holder": None, "claimants": [], "rule": None, "claim_ids": []}
    rows += [
        {"place_id": place_id, "place_name": place["place_name"], "state": "unknown"}
        | nothing
        | {"claims": []}
        for place_id, place in idle.items()
        if place_id not in known
    ]
    for row in rows:
        row["undated_claims"] = idle.get(row["place_id"], {}).get("claims", [])


def _actor_names() -> Callable[[str | None], str]:
    """Short name of an actor by its id; an id that nobody knows stands for itself."""
    from geomali.actors import load_actors

    registry = load_actors()

    def name(actor_id: str | None) -> str:
        if not actor_id:
            return ""
        try:
            actor = registry.actor(actor_id)
        except KeyError:
            return _cell(actor_id)
        return actor.short_name or actor.name

    return name


def _ago(days: int) -> str:
    """How long ago, in months or years."""
    return f"{round(days / 30.44)} months ago" if days < 730 else f"{days // 365} years ago"


def _control_text(
    rows: Sequence[Mapping[str, Any]],
    as_of: date,
    place_id: str | None,
    idle: Mapping[str, Mapping[str, Any]],
) -> str:
    from geomali.control import OLD_EVIDENCE_DAYS

    lines = []
    names = _actor_names()
    if not rows:
        where = f" for {place_id}" if place_id else ""
        lines.append(f"unknown: no {'dated ' if idle else ''}evidence{where} by {as_of}")
    for row in rows:
        who = ", ".join(map(names, [row["holder"]] if row["holder"] else row["claimants"]))
        before = row.get("state_before")
        if before:
            before = f"{before} ({names(row['holder_before'])})" if row["holder_before"] else before
        when = row.get("valid_from") or row.get("date")
        age = row.get("evidence_age_days")
        old = "" if age is None else f", newest evidence {age} days old"
        past = (
            ""
            if before or age is None or age <= OLD_EVIDENCE_DAYS
            else f"last reported {_ago(age)}: "
        )
        place = _cell(row["place_name"] or row["place_id"])
        state = f"{row['state']} ({who})" if who else row["state"]
        change = f"{before} → {state} on {when}" if before else f"{state} since {when}"
        lines.append(f"{place}: {past}{change}{old}; rule {row['rule']}")
        lines += _claim_lines(row["claims"], names)
    for left in idle.values():
        count = left["n_claims"]
        says = "claim has no date and decides" if count == 1 else "claims have no date and decide"
        lines.append(f"{_cell(left['place_name'] or left['place_id'])}: {count} {says} nothing")
        lines += _claim_lines(left["claims"], names)
    return "\n".join(lines)


def _claim_lines(
    claims: Sequence[Mapping[str, Any]], names: Callable[[str | None], str]
) -> list[str]:
    lines = []
    for claim in claims:
        said = names(claim["claimant"]) or claim["claimant_text"] or claim["basis"]
        subject = names(claim["subject"]) or "someone"
        channel = f", {claim['channel']}" if claim["channel"] else ""
        lines.append(
            f"  {claim['claim_date'] or 'undated'}  {said} {claim['stance']}: "
            f"{subject} {claim['proposition']}{channel}"
            f" [{_cell(claim['file'] or claim['report_id'])}]"
        )
        if claim["quote"]:
            lines.append(f"      “{_cell(claim['quote'])}”")
    return lines
