"""Commands on stores: ingest, events, control, map, export, store."""

from __future__ import annotations

import getpass
import re
import sys
from datetime import date

import click

from geomali.cli._base import (
    FAILED_INPUT,
    Box,
    Day,
    TilesAddress,
    actor_id,
    as_json_option,
    event_kind,
    from_option,
    in_order,
    lang_option,
    out_file_option,
    output,
    place_id,
    printable,
    progress,
    region_spellings,
    report_failures,
    sensitivity_option,
    show,
    store_option,
    to_option,
)


@click.command(name="ingest")
@click.argument("files", nargs=-1, required=True, type=click.Path())
@store_option
@click.option(
    "--format",
    "kind",
    type=click.Choice(
        [
            "auto",
            "acled",
            "acled_weekly",
            "acled_monthly",
            "ucdp",
            "gdelt",
            "hapi",
            "dtm",
            "geojson",
            "geomali",
        ]
    ),
    default="auto",
    show_default=True,
    help="Told by the content if not given.",
)
@click.option(
    "--country", help="Leave out rows of other countries, by ISO code of two letters, such as ML."
)
@click.option("--merge/--no-merge", default=True, help="Merge events that two sources tell.")
@as_json_option
def ingest_command(
    files: tuple[str, ...],
    store: str,
    kind: str,
    country: str | None,
    merge: bool,
    as_json: bool,
) -> None:
    """Put datasets into a store: ACLED, UCDP GED, GDELT, HAPI, IOM DTM, our own sheets.

    Example: geomali ingest acled_mali.csv ged241-csv.zip --country ML --store out/store
    """
    from geomali import pipeline
    from geomali.store import open_store

    if country is not None and not re.fullmatch("[A-Za-z]{2}", country):
        raise click.BadParameter(
            f"{country!r} is no ISO code of two letters", param_hint="--country"
        )
    with progress("Rows") as step:
        done = pipeline.ingest(
            files,
            open_store(store, create=True),
            format=kind,
            country=country,
            merge=merge,
            progress=step,
        )
    lines: list[str] = []
    for item in done.imported:
        lines += [str(item), *(f"  {note}" for note in item.notes)]
        reasons = item.rejects["reason"].to_pylist()
        common = pipeline.commonest_reasons(reasons)
        lines += [f"  rejected {number:,}: {reason}" for reason, number in common]
        if more := len(reasons) - sum(number for _, number in common):
            lines.append(f"  rejected {more:,}: other reasons")
    lines += [f"merged {one.merged} into {one.kept}: {one.reason}" for one in done.merges[:20]]
    if len(done.merges) > 20:
        lines.append(f"… {len(done.merges)} merged in all; see geomali store merges")
    if any(item.rejects.num_rows for item in done.imported):
        lines.append(f"every rejected row: geomali store rejects {store}")
    told = {key: number for key, number in done.changed.items() if number or key != "archived"}
    lines.append(", ".join(f"{number} {key}" for key, number in told.items()))
    show(
        {
            "files": [
                {
                    "file": item.source,
                    "format": item.format,
                    "rows": item.rows,
                    "accepted": item.accepted,
                    "rejected": item.rejects.num_rows,
                    "reasons": dict(
                        pipeline.commonest_reasons(item.rejects["reason"].to_pylist(), 20)
                    ),
                    "unmapped_actors": dict(item.unmapped_actors),
                    "unmatched_places": dict(item.unmatched_places),
                    "notes": list(item.notes),
                }
                for item in done.imported
            ],
            "merged": len(done.merges),
            "failed": [failure.path for failure in done.failures],
            **done.changed,
        },
        as_json=as_json,
        text="\n".join(lines),
    )
    report_failures(done.failures)


@click.command(name="events")
@store_option
@from_option
@to_option
@click.option("--actor", help="Actor, by id, name or acronym.")
@click.option("--with-coalition", is_flag=True, help="Also what its coalition and members did.")
@click.option("--type", "event_type", help="Event type, as ACLED names it: Battles, Protests …")
@click.option("--place", help="Place, by id or name.")
@click.option("--admin1", help="Region, in any spelling.")
@click.option("--bbox", type=Box(), help="West,south,east,north in degrees.")
@click.option("--known-on", type=Day(), help="Only what was reported by this day.")
@sensitivity_option
@out_file_option
@as_json_option
def events_command(
    store: str,
    from_date: date | None,
    to_date: date | None,
    actor: str | None,
    with_coalition: bool,
    event_type: str | None,
    place: str | None,
    admin1: str | None,
    bbox: tuple[float, float, float, float] | None,
    known_on: date | None,
    sensitivity: str,
    out: str | None,
    as_json: bool,
) -> None:
    """List the events of a store, or write them to a file.

    Example: geomali events --store out/store --actor CSP --from 2023-08-01 --to 2023-12-31
    """
    from geomali import pipeline
    from geomali.store import open_store

    in_order(from_date, to_date, "--from and --to")
    kind = event_kind(event_type)
    opened = open_store(store)
    frame = opened.events(
        from_date=from_date,
        to_date=to_date,
        actor=actor_id(actor, to_date or from_date),
        with_coalition=with_coalition,
        event_type=kind,
        place_id=place_id(place),
        admin1=region_spellings(opened, admin1),
        bbox=bbox,
        known_on=known_on,
    )
    output(pipeline.reduced("events", frame, sensitivity), "events", out, as_json=as_json)


@click.command(name="control")
@store_option
@click.option("--as-of", type=Day(), required=True, help="Day asked about.")
@click.option("--known-on", type=Day(), help="Only what was reported by this day.")
@click.option("--since", type=Day(), help="List each change since this day, with its claims.")
@click.option("--place", help="Only this place, by id or name.")
@sensitivity_option
@out_file_option
@as_json_option
def control_command(
    store: str,
    as_of: date,
    known_on: date | None,
    since: date | None,
    place: str | None,
    sensitivity: str,
    out: str | None,
    as_json: bool,
) -> None:
    """Say who holds, claims or contests each place as of a date, and on what evidence.

    Example: geomali control --store out/store --as-of 2023-09-20 --place Bourem
    """
    from geomali import pipeline

    in_order(since, as_of, "--since and --as-of")
    answer = pipeline.query_control(
        store,
        as_of=as_of,
        known_on=known_on,
        since=since,
        place_id=place_id(place),
        sensitivity=sensitivity,
    )
    if out:
        output(answer.table, "changes" if since else "control", out, as_json=as_json)
    else:
        show(answer.records, as_json=as_json, text=answer.text)


@click.command(name="map")
@store_option
@click.option("-o", "--out", required=True, type=click.Path(dir_okay=False), help="HTML file.")
@from_option
@to_option
@click.option(
    "--as-of", type=Day(), help="Day that control is shown for; the last day if not given."
)
@lang_option
@click.option("--title", help="Title of the page.")
@click.option(
    "--tiles", type=TilesAddress(), help="Address template of online tiles; none if not given."
)
@click.option(
    "--routes",
    type=click.Path(exists=True, dir_okay=False),
    help="Lines to show: route_stretches.parquet of 'geomali routes', or any file of lines.",
)
@click.option(
    "--displacement",
    type=click.Path(exists=True, dir_okay=False),
    help="Figures of displaced people to show: an IOM DTM file; the store's own if not given.",
)
@click.option(
    "--flows",
    type=click.Path(exists=True, dir_okay=False),
    help="Table of people on the move: origin, destination, persons, date, reason; "
    "by default what the displacement figures tell.",
)
@click.option("--pdf", type=click.Path(dir_okay=False), help="Also print to A4.")
@click.option("--png", type=click.Path(dir_okay=False), help="Also take a picture.")
@sensitivity_option
@as_json_option
def map_command(
    store: str,
    out: str,
    from_date: date | None,
    to_date: date | None,
    as_of: date | None,
    lang: str,
    title: str | None,
    tiles: str | None,
    routes: str | None,
    displacement: str | None,
    flows: str | None,
    pdf: str | None,
    png: str | None,
    sensitivity: str,
    as_json: bool,
) -> None:
    """Write the interactive map of a store: one HTML file that works offline.

    Example: geomali map --store out/store -o map.html --as-of 2023-09-20 --lang fr
    """
    from geomali import pipeline
    from geomali.store import open_store

    in_order(from_date, to_date, "--from and --to")
    moving, refused = pipeline.read_flow_table(flows) if flows else (None, ())
    for reason in refused:
        click.echo(f"geomali: {reason}", err=True)
    pipeline.write_map(
        open_store(store),
        out,
        lang=lang,
        sensitivity=sensitivity,
        from_date=from_date,
        to_date=to_date,
        as_of=as_of,
        title=title,
        tiles=tiles,
        routes=pipeline.read_lines(routes) if routes else None,
        displacement=pipeline.read_displacement(displacement) if displacement else None,
        flows=moving,
    )
    written = {"html": str(out)}
    if pdf or png:
        from geomali.maps import render_pdf, render_png

        if pdf:
            render_pdf(out, pdf)
            written["pdf"] = str(pdf)
        if png:
            render_png(out, png)
            written["png"] = str(png)
    show(written, as_json=as_json, text="\n".join(written.values()))


@click.command(name="export")
@click.argument("kind", type=click.Choice(["qgis", "gpkg", "geojson", "kml", "csv", "parquet"]))
@store_option
@click.option(
    "-o", "--out", required=True, type=click.Path(), help="File, or folder for one file a layer."
)
@click.option("--layer", "layers", multiple=True, help="Only this layer; may be repeated.")
@click.option("--as-of", type=Day(), help="Last day that the QGIS project shows at first.")
@click.option(
    "--routes",
    type=click.Path(exists=True, dir_okay=False),
    help="Lines for the QGIS project: route_stretches.parquet of 'geomali routes', or any file of lines.",
)
@lang_option
@sensitivity_option
@as_json_option
def export_command(
    kind: str,
    store: str,
    out: str,
    layers: tuple[str, ...],
    as_of: date | None,
    routes: str | None,
    lang: str,
    sensitivity: str,
    as_json: bool,
) -> None:
    """Write the layers of a store for QGIS and other programs.

    Example: geomali export gpkg --store out/store -o mali.gpkg
    """
    from geomali import pipeline
    from geomali.store import open_store

    unknown = [layer for layer in layers if layer not in pipeline.EXPORTED]
    if unknown:
        raise click.BadParameter(
            f"no layer {unknown[0]!r}; use one of {', '.join(pipeline.EXPORTED)}",
            param_hint="--layer",
        )
    opened = open_store(store)
    if kind == "qgis":
        if layers:
            raise click.UsageError("--layer goes with the other formats: a project has all layers")
        summary = pipeline.export_qgis(
            opened,
            out,
            as_of=as_of,
            lang=lang,
            sensitivity=sensitivity,
            routes=pipeline.read_lines(routes) if routes else None,
        )
        for note in summary.kept:
            click.echo(f"geomali: kept: {note}", err=True)
    else:
        if as_of or routes or lang != "en":
            raise click.UsageError("--as-of, --routes and --lang go with qgis")
        pipeline.export_store(opened, out, kind, layers=layers, sensitivity=sensitivity)
    show({"kind": kind, "path": out}, as_json=as_json, text=out)


@click.group(name="store")
def store_command() -> None:
    """Look after a store: check, info, compact; list rejects, decisions and merges."""


@store_command.command(name="check")
@click.argument("path", type=click.Path())
@click.option("--migrate", is_flag=True, help="Bring an older store to the current version.")
@as_json_option
def store_check(path: str, migrate: bool, as_json: bool) -> None:
    """Prove a store sound; status 1 if it is not.

    Example: geomali store check out/store
    """
    from geomali.store import open_store

    problems = open_store(path).check(migrate=migrate)
    show(list(problems), as_json=as_json, text="\n".join(problems) or "sound")
    if problems:
        sys.exit(FAILED_INPUT)


@store_command.command(name="info")
@click.argument("path", type=click.Path())
@as_json_option
def store_info(path: str, as_json: bool) -> None:
    """Describe a store: tables, rows, dates, files.

    Example: geomali store info out/store
    """
    from geomali.store import open_store

    info = open_store(path).info()
    show(info, as_json=as_json, text="\n".join(f"{key}: {value}" for key, value in info.items()))


@store_command.command(name="compact")
@click.argument("path", type=click.Path())
def store_compact(path: str) -> None:
    """Bring file sizes back to what reads fastest; the content stays the same.

    Example: geomali store compact out/store
    """
    from geomali.store import open_store

    open_store(path).compact()
    click.echo("compacted")


@store_command.command(name="rejects")
@click.argument("path", type=click.Path())
@as_json_option
def store_rejects(path: str, as_json: bool) -> None:
    """List the rows that were not taken, with the reason.

    Example: geomali store rejects out/store
    """
    from geomali import pipeline
    from geomali.store import open_store

    rejects = pipeline.list_rejects(open_store(path))
    lines = [f"{one['source_file']}, row {one['row_number']}: {one['reason']}" for one in rejects]
    show(rejects, as_json=as_json, text="\n".join(map(printable, lines)) or "nothing was rejected")


@store_command.command(name="decisions")
@click.argument("path", type=click.Path())
@as_json_option
def store_decisions(path: str, as_json: bool) -> None:
    """List the events and claims that a person corrected, added or left out.

    What was left out comes back with 'yes' in its row of a coding sheet.

    Example: geomali store decisions out/store
    """
    from geomali import pipeline
    from geomali.store import open_store

    found = pipeline.list_decisions(open_store(path))
    lines = [
        f"{one['table'][:-1]} {one['id']}: {one['state']} by {one['by']}, {one['at']}"
        + (f" ({one['note']})" if one["note"] else "")
        for one in found
    ]
    show(found, as_json=as_json, text="\n".join(map(printable, lines)) or "nothing was decided")


@store_command.command(name="merges")
@click.argument("path", type=click.Path())
@as_json_option
def store_merges(path: str, as_json: bool) -> None:
    """List the events that were found to be told twice, for review.

    Example: geomali store merges out/store
    """
    from geomali import pipeline
    from geomali.store import open_store

    merges = pipeline.find_merges(open_store(path))
    lines = [f"{one.merged} into {one.kept}: {one.reason}" for one in merges]
    show(
        [{"merged": one.merged, "kept": one.kept, "reason": one.reason} for one in merges],
        as_json=as_json,
        text="\n".join(lines) or "nothing was merged",
    )


@store_command.command(name="separate")
@click.argument("path", type=click.Path())
@click.argument("event_ids", nargs=-1, required=True)
@click.option("--by", help="Who decides, for the audit log; your user name if not given.")
def store_separate(path: str, event_ids: tuple[str, ...], by: str | None) -> None:
    """Take merged events out again, for good: they are events of their own.

    Example: geomali store separate out/store acled:MLI123 --by "A. Touré"
    """
    from geomali import pipeline
    from geomali.store import open_store

    for one in pipeline.separate_events(open_store(path), event_ids, by=by or getpass.getuser()):
        click.echo(f"{one.merged} is an event of its own, not {one.kept}")
