"""The command line: arguments, paths, progress and messages; no logic.

Every heavy library is imported inside the command that needs it, so that
``--help`` and ``resolve`` answer at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn

import click

from geomali import __version__
from geomali.errors import GeomaliError

if TYPE_CHECKING:
    import pandas as pd

    from geomali.pipeline import Failure

__all__ = ["main"]

FAILED_INPUT = 1


class Day(click.ParamType[date]):
    """A day written YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date; write it as 2023-09-20", param, ctx)


class Published(click.ParamType[date | str]):
    """A day, or a file of days by report."""

    name = "date|file"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> date | str:
        if isinstance(value, date):
            return value
        from pathlib import Path

        if Path(value).is_file():
            return str(value)
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(
                f"{value!r} is neither a date such as 2023-09-20 nor an existing file with the "
                "columns file,published",
                param,
                ctx,
            )


class Box(click.ParamType[tuple[float, float, float, float]]):
    """West, south, east, north in degrees."""

    name = "w,s,e,n"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, float, float, float]:
        if isinstance(value, tuple):
            return value
        try:
            west, south, east, north = (float(part) for part in value.split(","))
        except ValueError:
            self.fail(f"{value!r} is not four numbers: west,south,east,north", param, ctx)
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            self.fail(f"{value!r} is not a box: need west < east and south < north", param, ctx)
        return west, south, east, north


class Commands(click.Group):
    """Turns an error that a user can cause into one line and an exit status."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the program; a wrong use is one line and status 2."""
        if kwargs.get("standalone_mode") is False:
            return super().main(*args, **kwargs)
        try:
            result = super().main(*args, **{**kwargs, "standalone_mode": False})
        except click.UsageError as error:
            if type(error).__name__ == "NoArgsIsHelpError":
                click.echo(error.message, err=True)
                sys.exit(error.exit_code)
            where = error.ctx.command_path if error.ctx else "geomali"
            message = " ".join(error.format_message().split())
            click.echo(f"{where}: {message} (see {where} --help)", err=True)
            sys.exit(error.exit_code)
        except click.ClickException as error:
            fail(error.format_message())
        except click.Abort:
            click.echo("geomali: stopped; nothing was left half written", err=True)
            sys.exit(130)
        # Without standalone mode click hands the status of ctx.exit() back.
        sys.exit(result if isinstance(result, int) else 0)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except GeomaliError as error:
            fail(str(error))
        except BrokenPipeError:
            # The reader (head, less) has had enough: not an error of ours.
            sys.stderr.close()
            sys.exit(0)
        except OSError as error:
            fail(f"{error.filename or 'file'}: {(error.strerror or str(error)).lower()}")


def fail(message: str) -> NoReturn:
    """Print one line to standard error and leave with status 1."""
    click.echo("geomali: " + " ".join(message.split()), err=True)
    sys.exit(FAILED_INPUT)


def report_failures(failures: Sequence[Failure]) -> None:
    """One line for each input that failed, then status 1 if there was one."""
    for failure in failures:
        click.echo(f"geomali: {' '.join(failure.reason.split())}", err=True)
    if failures:
        sys.exit(FAILED_INPUT)


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Progress bar on standard error, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def step(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield step


@contextmanager
def counting(label: str) -> Iterator[Callable[[str, int], None]]:
    """Count of what was read, where the total is not known; on a terminal only."""
    terminal = sys.stderr.isatty()

    def step(stage: str, number: int) -> None:
        if terminal:
            click.echo(f"\r{label}: {stage}, {number:,}", err=True, nl=False)

    yield step
    if terminal:
        click.echo(err=True)


def show(result: Mapping[str, Any] | Sequence[Any], *, as_json: bool, text: str) -> None:
    """Print a result for a person, or as JSON for a script."""
    if as_json:
        import json

        click.echo(json.dumps(result, ensure_ascii=False, indent=2, default=str))
    else:
        click.echo(text)


inputs = click.argument("reports", nargs=-1, required=True, type=click.Path())
store_option = click.option(
    "--store", required=True, type=click.Path(), help="Folder of the store."
)
as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
published_option = click.option(
    "--published",
    type=Published(),
    help="Publication date of the reports, or a CSV file with the columns file,published.",
)
max_bytes_option = click.option(
    "--max-bytes",
    type=click.IntRange(min=1),
    default=5_000_000,
    show_default=True,
    help="Longest report that is read.",
)
sensitivity_option = click.option(
    "--sensitivity",
    type=click.Choice(["internal", "partner", "public"]),
    default="partner",
    show_default=True,
    help="How much detail may leave: see docs on sensitivity.",
)
lang_option = click.option(
    "--lang", type=click.Choice(["en", "fr"]), default="en", show_default=True
)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option("-v", "--verbose", count=True, help="Say more; twice for all.")
def main(verbose: int) -> None:
    """Map who claims what, where and on what evidence, from reports and datasets on Mali.

    Example: geomali build reports/ --published published.csv -o out
    """
    if verbose:
        import logging

        level = logging.INFO if verbose == 1 else logging.DEBUG
        logging.basicConfig(level=level, format="%(name)s: %(message)s")


def published_dates(value: date | str | None) -> date | Mapping[str, date] | None:
    """Publication dates as the reader wants them."""
    if isinstance(value, str):
        from geomali.reports import read_published

        return read_published(value)
    return value


@main.command()
@inputs
@click.option("-o", "--out", required=True, type=click.Path(), help="Output folder.")
@published_option
@click.option("--store", type=click.Path(), help="Use this store, not OUT/store.")
@max_bytes_option
@lang_option
@sensitivity_option
@as_json_option
def build(
    reports: tuple[str, ...],
    out: str,
    published: date | str | None,
    store: str | None,
    max_bytes: int,
    lang: str,
    sensitivity: str,
    as_json: bool,
) -> None:
    """Turn reports into a draft, a store and a map: the main job.

    Example: geomali build reports/ --published published.csv -o out
    """
    from geomali import pipeline

    with progress("Reports") as step:
        summary = pipeline.build(
            reports,
            out,
            published=published_dates(published),
            store=store,
            lang=lang,
            sensitivity=sensitivity,
            progress=step,
            max_bytes=max_bytes,
        )
    show(
        {
            "reports": summary.reports,
            "events": summary.events,
            "claims": summary.claims,
            "contested": summary.contested,
            "unplaced": summary.unplaced,
            "undated": summary.undated,
            "rejected": summary.rejected,
            "failed": [failure.path for failure in summary.failures],
            "outputs": {name: str(path) for name, path in summary.outputs.items()},
        },
        as_json=as_json,
        text=(
            f"{summary.reports} reports: {summary.events} events ({summary.contested} contested), "
            f"{summary.claims} claims; {summary.unplaced} events without a place and "
            f"{summary.undated} without a date, listed in {summary.outputs['unplaced']}\n"
            + (f"{summary.rejected} rows rejected, kept in the store\n" if summary.rejected else "")
            + f"Open {summary.outputs['map']}"
        ),
    )
    report_failures(summary.failures)


@main.command()
@inputs
@click.option("-o", "--out", required=True, type=click.Path(), help="File to write, .jsonl.")
@published_option
@click.option(
    "--texts",
    type=click.Path(file_okay=False),
    help="Also write here the text that the offsets refer to, one file per report.",
)
@max_bytes_option
@as_json_option
def code(
    reports: tuple[str, ...],
    out: str,
    published: date | str | None,
    texts: str | None,
    max_bytes: int,
    as_json: bool,
) -> None:
    """Code reports to events and claims with quoted spans.

    Example: geomali code report.txt --published 2023-09-12 -o draft.jsonl
    """
    from geomali import pipeline

    with progress("Reports") as step:
        coding = pipeline.code_reports(
            reports,
            published=published_dates(published),
            max_bytes=max_bytes,
            progress=step,
        )
    pipeline.write_drafts(coding.drafts, out)
    if texts:
        pipeline.write_texts(coding.drafts, texts)
    events = sum(len(draft.events) for draft in coding.drafts)
    show(
        {
            "reports": len(coding.drafts),
            "events": events,
            "rejected": len(coding.rejects),
            "failed": [failure.path for failure in coding.failures],
            "draft": str(out),
        },
        as_json=as_json,
        text=f"{len(coding.drafts)} reports, {events} events: {out}"
        + (f"\n{len(coding.rejects)} lines rejected" if coding.rejects else ""),
    )
    for reject in coding.rejects:
        click.echo(
            f"geomali: {reject['source_file']}, line {reject['row_number']}: {reject['reason']}",
            err=True,
        )
    report_failures(coding.failures)


@main.command()
@click.argument("names", nargs=-1)
@click.option(
    "--input",
    "table",
    type=click.Path(exists=True, dir_okay=False),
    help="CSV with a column name, and optionally admin1, admin2, country, on.",
)
@click.option("-o", "--out", type=click.Path(), help="CSV to write; standard output if none.")
@click.option("--within", help="Region, cercle or p-code that the place lies in.")
@click.option("--near", help="Place that it lies near.")
@click.option("--country", help="ISO code of the country it lies in, such as ML.")
@click.option("--on", type=Day(), help="As of this day.")
@as_json_option
def resolve(
    names: tuple[str, ...],
    table: str | None,
    out: str | None,
    within: str | None,
    near: str | None,
    country: str | None,
    on: date | None,
    as_json: bool,
) -> None:
    """Resolve place names to coordinates, or say why not.

    Example: geomali resolve Bourem "30 km west of Aguelhok" --near Kidal
    """
    from geomali import pipeline

    if bool(names) == bool(table):
        raise click.UsageError("give names, or --input with a CSV file, one of the two")
    hints = {"admin1": within, "near": near, "country": country, "on": on}
    if table:
        with progress("Names") as step:
            counts = pipeline.resolve_table(table, out, hints=hints, progress=step)
        if out:
            show(
                counts,
                as_json=as_json,
                text=", ".join(f"{number} {status}" for status, number in counts.items()),
            )
        return
    answers = pipeline.resolve_names(names, hints=hints)
    show(
        answers,
        as_json=as_json,
        text="\n".join(pipeline.describe_resolution(answer) for answer in answers),
    )


def place_id(name: str | None) -> str | None:
    """Id of a place given by id or by name."""
    if name is None:
        return None
    from geomali.gazetteer import load_gazetteer

    gazetteer = load_gazetteer()
    answer = gazetteer.resolve(name)
    if answer.place_id is None:
        options = ", ".join(c.place.place_id for c in answer.candidates)
        raise click.BadParameter(
            f"{name!r}: {answer.reason}" + (f"; use one of {options}" if options else ""),
            param_hint="--place",
        )
    return answer.place_id


def actor_id(label: str | None, on: date | None) -> str | None:
    """Id of an actor given by id, name or acronym."""
    if label is None:
        return None
    from geomali.actors import load_actors

    answer = load_actors().resolve(label, on=on)
    if answer.actor_id is None:
        options = ", ".join(answer.candidates)
        raise click.BadParameter(
            f"{label!r}: {answer.reason}" + (f"; use one of {options}" if options else ""),
            param_hint="--actor",
        )
    return answer.actor_id


def output(frame: pd.DataFrame, table: str, out: str | None, *, as_json: bool) -> None:
    """Write a table to a file, or print it."""
    from geomali import pipeline

    if out is None:
        show(pipeline.records(frame), as_json=as_json, text=pipeline.text_table(frame, table))
        return
    from geomali.exports import write_layer

    write_layer(frame, out, table=table)
    show({"rows": len(frame), "file": str(out)}, as_json=as_json, text=f"{len(frame)} rows: {out}")


from_option = click.option("--from", "from_date", type=Day(), help="First day.")
to_option = click.option("--to", "to_date", type=Day(), help="Last day.")
out_file_option = click.option(
    "-o",
    "--out",
    type=click.Path(dir_okay=False),
    help="File to write: .parquet, .gpkg, .geojson, .kml or .csv.",
)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path())
@store_option
@click.option(
    "--format",
    "kind",
    type=click.Choice(["auto", "acled", "ucdp", "gdelt", "hapi", "dtm", "geojson", "geomali"]),
    default="auto",
    show_default=True,
    help="Told by the content if not given.",
)
@click.option("--merge/--no-merge", default=True, help="Merge events that two sources tell.")
@as_json_option
def ingest(files: tuple[str, ...], store: str, kind: str, merge: bool, as_json: bool) -> None:
    """Put datasets into a store: ACLED, UCDP GED, GDELT, HAPI, IOM DTM, our own sheets.

    Example: geomali ingest acled_mali.csv ged.csv --store out/store
    """
    from geomali import pipeline
    from geomali.store import open_store

    with progress("Rows") as step:
        done = pipeline.ingest(
            files, open_store(store, create=True), format=kind, merge=merge, progress=step
        )
    lines = [str(item) for item in done.imported]
    lines += [f"  {note}" for item in done.imported for note in item.notes]
    lines += [f"merged {one.merged} into {one.kept}: {one.reason}" for one in done.merges[:20]]
    if len(done.merges) > 20:
        lines.append(f"… {len(done.merges)} merged in all; see the store's history")
    lines.append(", ".join(f"{number} {what}" for what, number in done.changed.items()))
    show(
        {
            "files": [
                {
                    "file": item.source,
                    "format": item.format,
                    "rows": item.rows,
                    "accepted": item.accepted,
                    "rejected": item.rejects.num_rows,
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


@main.command()
@store_option
@from_option
@to_option
@click.option("--actor", help="Actor, by id, name or acronym.")
@click.option("--with-coalition", is_flag=True, help="Also what its coalition and members did.")
@click.option("--type", "event_type", help="Event type or sub-event type, as ACLED names it.")
@click.option("--place", help="Place, by id or name.")
@click.option("--admin1", help="Region.")
@click.option("--bbox", type=Box(), help="West,south,east,north in degrees.")
@click.option("--known-on", type=Day(), help="Only what was reported by this day.")
@sensitivity_option
@out_file_option
@as_json_option
def events(
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

    frame = open_store(store).events(
        from_date=from_date,
        to_date=to_date,
        actor=actor_id(actor, to_date or from_date),
        with_coalition=with_coalition,
        event_type=event_type,
        place_id=place_id(place),
        admin1=admin1,
        bbox=bbox,
        known_on=known_on,
    )
    output(pipeline.reduced("events", frame, sensitivity), "events", out, as_json=as_json)


@main.command()
@store_option
@click.option("--as-of", type=Day(), required=True, help="Day asked about.")
@click.option("--known-on", type=Day(), help="Only what was reported by this day.")
@click.option("--since", type=Day(), help="List each change since this day, with its claims.")
@click.option("--place", help="Only this place, by id or name.")
@sensitivity_option
@out_file_option
@as_json_option
def control(
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


@main.command(name="map")
@store_option
@click.option("-o", "--out", required=True, type=click.Path(dir_okay=False), help="HTML file.")
@from_option
@to_option
@click.option(
    "--as-of", type=Day(), help="Day that control is shown for; the last day if not given."
)
@lang_option
@click.option("--title", help="Title of the page.")
@click.option("--tiles", help="Address template of online tiles; none if not given.")
@click.option(
    "--routes",
    type=click.Path(exists=True, dir_okay=False),
    help="Lines to show: stretches.parquet of 'geomali routes', or any file of lines.",
)
@click.option("--pdf", type=click.Path(dir_okay=False), help="Also print to A4.")
@click.option("--png", type=click.Path(dir_okay=False), help="Also take a picture.")
@sensitivity_option
@as_json_option
def map_(
    store: str,
    out: str,
    from_date: date | None,
    to_date: date | None,
    as_of: date | None,
    lang: str,
    title: str | None,
    tiles: str | None,
    routes: str | None,
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


@main.command()
@click.argument("routes", metavar="ROUTES|PLACES")
@store_option
@click.option("--as-of", type=Day(), required=True, help="Last day that counts.")
@click.option("-o", "--out", required=True, type=click.Path(), help="Output folder.")
@click.option("--window-days", type=click.IntRange(min=0), default=90, show_default=True)
@click.option(
    "--buffer-km", type=click.FloatRange(min=0, min_open=True), default=5.0, show_default=True
)
@click.option(
    "--avoid", multiple=True, help="Place, road or stretch to stay away from; may be repeated."
)
@click.option("--season", type=click.Choice(["dry", "wet"]), default="dry", show_default=True)
@click.option("--alternatives", type=click.IntRange(0, 5), default=2, show_default=True)
@click.option(
    "--access",
    type=click.Path(exists=True, dir_okay=False),
    help="CSV of access constraints: where, status.",
)
@click.option("--match", is_flag=True, help="Match drawn lines to the road network.")
@click.option("--since", type=Day(), help="Also say what changed since this day.")
@click.option("--known-on", type=Day(), help="Only what was reported by this day.")
@click.option("--lang", type=click.Choice(["en", "fr"]), default="fr", show_default=True)
@click.option("--pdf", is_flag=True, help="Also print the briefing.")
@sensitivity_option
@as_json_option
def routes(
    routes: str,
    store: str,
    as_of: date,
    out: str,
    window_days: int,
    buffer_km: float,
    avoid: tuple[str, ...],
    season: str,
    alternatives: int,
    access: str | None,
    match: bool,
    since: date | None,
    known_on: date | None,
    lang: str,
    pdf: bool,
    sensitivity: str,
    as_json: bool,
) -> None:
    """Score routes by the events near them; tables, map and a briefing to print.

    ROUTES is a file of lines or flows, or places in order.

    Example: geomali routes "Gao,Bourem,Kidal" --store out/store --as-of 2023-10-05 -o routes
    """
    from pathlib import Path

    from geomali import pipeline
    from geomali.store import open_store

    source = Path(routes) if Path(routes).is_file() else [p.strip() for p in routes.split(",")]
    plan = pipeline.plan_routes(
        source,
        open_store(store),
        out,
        as_of=as_of,
        window_days=window_days,
        buffer_km=buffer_km,
        season=season,
        avoid=avoid,
        alternatives=alternatives,
        access=access,
        match=match,
        since=since,
        known_on=known_on,
        lang=lang,
        sensitivity=sensitivity,
        pdf=pdf,
    )
    for refusal in plan.refused:
        click.echo(f"geomali: {refusal}", err=True)
    lines = [
        "  ".join(f"{key} {value}" for key, value in route.items() if value is not None)
        for route in plan.routes
    ]
    lines += [f"{name}: {path}" for name, path in plan.outputs.items()]
    show(
        {"routes": list(plan.routes), "refused": list(plan.refused), "outputs": dict(plan.outputs)},
        as_json=as_json,
        text="\n".join(lines),
    )


@main.group()
def roads() -> None:
    """Install a real road network in place of the shipped corridors, or check it."""


@roads.command(name="install")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@as_json_option
def roads_install(file: str, as_json: bool) -> None:
    """Install the roads of an OpenStreetMap extract.

    Example: geomali roads install mali-latest.osm.pbf
    """
    from geomali.roads import install

    with counting("Roads") as step:
        network = install(file, progress=step)
    counts = {"source": network.source, "stretches": len(network.stretches)}
    show(counts, as_json=as_json, text=f"{counts['stretches']} stretches: {counts['source']}")


@roads.command(name="check")
@as_json_option
def roads_check(as_json: bool) -> None:
    """Check the shipped corridors: lengths, ends, connections; status 1 if something is wrong.

    Example: geomali roads check
    """
    from geomali.roads import check_roads

    problems = check_roads().to_dict("records")
    lines = ["  ".join(str(value) for value in problem.values()) for problem in problems]
    show(problems, as_json=as_json, text="\n".join(lines) or "sound")
    if problems:
        sys.exit(FAILED_INPUT)


@main.command(name="export")
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
    help="Lines for the QGIS project: stretches.parquet of 'geomali routes', or any file of lines.",
)
@lang_option
@sensitivity_option
@as_json_option
def export_(
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


@main.group()
def store() -> None:
    """Look after a store: check, info, compact."""


@store.command(name="check")
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


@store.command(name="info")
@click.argument("path", type=click.Path())
@as_json_option
def store_info(path: str, as_json: bool) -> None:
    """Describe a store: tables, rows, dates, files.

    Example: geomali store info out/store
    """
    from geomali.store import open_store

    info = open_store(path).info()
    show(info, as_json=as_json, text="\n".join(f"{key}: {value}" for key, value in info.items()))


@store.command(name="compact")
@click.argument("path", type=click.Path())
def store_compact(path: str) -> None:
    """Bring file sizes back to what reads fastest; the content stays the same.

    Example: geomali store compact out/store
    """
    from geomali.store import open_store

    open_store(path).compact()
    click.echo("compacted")


@main.group()
def gazetteer() -> None:
    """Install, extend and check the gazetteer."""


@gazetteer.command(name="install")
@click.argument("countries", nargs=-1, metavar="[COUNTRY]...")
@click.option(
    "--file",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False),
    help="A GeoNames dump at hand (.zip, .txt, .txt.gz); downloaded if none is given.",
)
@as_json_option
def gazetteer_install(countries: tuple[str, ...], files: tuple[str, ...], as_json: bool) -> None:
    """Install the GeoNames file of countries, after checking every record.

    Example: geomali gazetteer install ML --file ML.zip
    """
    from dataclasses import asdict

    from geomali.gazetteer import install

    if not countries and not files:
        raise click.UsageError("name a country such as ML, or give --file")
    with progress("Records") as step:
        installed = install(countries, file=files or None, progress=stages(step))
    show(
        [asdict(item) for item in installed],
        as_json=as_json,
        text="\n".join(describe_installed(asdict(item)) for item in installed),
    )


def stages(step: Callable[[int, int], None]) -> Callable[[str, int, int], None]:
    """Show each stage of an installation on one bar."""
    return lambda _stage, done, total: step(done, total)


def describe_installed(item: Mapping[str, Any]) -> str:
    """One line on an installed file."""
    return ", ".join(f"{key} {value}" for key, value in item.items() if value not in (None, ""))


@gazetteer.command(name="add")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@as_json_option
def gazetteer_add(file: str, as_json: bool) -> None:
    """Add your own places, names, actors or aliases from a CSV file.

    Example: geomali gazetteer add my_places.csv
    """
    from dataclasses import asdict

    from geomali.gazetteer import add

    added = asdict(add(file))
    rejects = added["rejects"]
    counts = ", ".join(
        f"{number} {what}" for what, number in added.items() if isinstance(number, int)
    )
    lines = [counts, *added["notes"], *(str(reject) for reject in rejects)]
    show(added, as_json=as_json, text="\n".join(lines))


@gazetteer.command(name="check")
@as_json_option
def gazetteer_check(as_json: bool) -> None:
    """List the records that were set aside when installing, and why.

    Example: geomali gazetteer check
    """
    from dataclasses import asdict

    from geomali.gazetteer import check

    rows = [asdict(item) for item in check()]
    text = "\n".join("  ".join(str(value) for value in row.values()) for row in rows)
    show(rows, as_json=as_json, text=text or "nothing is set aside")


@gazetteer.command(name="info")
@as_json_option
def gazetteer_info(as_json: bool) -> None:
    """List the sources of the gazetteer: dates, counts, licences.

    Example: geomali gazetteer info
    """
    from dataclasses import asdict

    from geomali.gazetteer import info

    rows = [asdict(item) for item in info()]
    show(rows, as_json=as_json, text="\n".join(describe_installed(row) for row in rows))
