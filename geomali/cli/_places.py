"""Commands on place names: resolve, gazetteer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import click

from geomali.cli._base import (
    Day,
    as_json_option,
    progress,
    show,
)


@click.command(name="resolve")
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
def resolve_command(
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
    if out and not table:
        raise click.UsageError("-o goes with --input; for names on the command line use --json")
    hints = {"within": within, "near": near, "country": country, "on": on}
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


@click.group(name="gazetteer")
def gazetteer_command() -> None:
    """Install, extend and check the gazetteer."""


@gazetteer_command.command(name="install")
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


@gazetteer_command.command(name="add")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@as_json_option
def gazetteer_add(file: str, as_json: bool) -> None:
    """Add your own places, names, actors or aliases from a CSV file.

    Example: geomali gazetteer add my_places.csv
    """
    from dataclasses import asdict

    from geomali.gazetteer import add

    added = asdict(add(file))
    counts = ", ".join(
        f"{number} {what}" for what, number in added.items() if isinstance(number, int)
    )
    show(added, as_json=as_json, text="\n".join([counts, *added["notes"]]))
    for reject in added["rejects"]:
        click.echo(f"geomali: {file}, row {reject['row']}: {reject['reason']}", err=True)


@gazetteer_command.command(name="check")
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


@gazetteer_command.command(name="info")
@as_json_option
def gazetteer_info(as_json: bool) -> None:
    """List the sources of the gazetteer: dates, counts, licences.

    Example: geomali gazetteer info
    """
    from dataclasses import asdict

    from geomali.gazetteer import info, load_gazetteer

    core = load_gazetteer(core_only=True)
    rows: list[dict[str, Any]] = [
        {
            "origin": "shipped with geomali",
            "places": sum(place.layer == "core" for place in core.places()),
            "namesakes": sum(place.layer != "core" for place in core.places()),
            "licence": "CC BY 4.0 (GeoNames), CC0 (Who's On First), public domain (Natural Earth)",
        }
    ]
    rows += [asdict(item) for item in info()]
    show(rows, as_json=as_json, text="\n".join(describe_installed(row) for row in rows))
