"""Commands on routes and roads."""

from __future__ import annotations

import sys
from datetime import date

import click

from geomali.cli._base import (
    FAILED_INPUT,
    Day,
    Kilometres,
    as_json_option,
    counting,
    in_order,
    sensitivity_option,
    show,
    store_option,
)


class Season(click.ParamType[str]):
    """A season of the road network, or a month."""

    name = "season"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from geomali.roads import month_of

        try:
            month_of(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        return value


@click.command(name="routes")
@click.argument("routes", metavar="ROUTES|PLACES")
@store_option
@click.option("--as-of", type=Day(), required=True, help="Last day that counts.")
@click.option("-o", "--out", required=True, type=click.Path(), help="Output folder.")
@click.option(
    "--window-days",
    type=click.IntRange(0, 3650),
    default=90,
    show_default=True,
    help="How many days before count.",
)
@click.option(
    "--buffer-km",
    type=Kilometres(),
    default=5.0,
    show_default=True,
    help="How near the road counts.",
)
@click.option(
    "--avoid",
    multiple=True,
    help='Place, road or stretch to stay away from, such as Hombori, RN16 or "Gossi - Hombori"; '
    "may be repeated.",
)
@click.option(
    "--season",
    type=Season(),
    default="dry",
    show_default=True,
    help="Season of the journey: dry, wet, flood, or a month from 1 to 12.",
)
@click.option(
    "--alternatives",
    type=click.IntRange(0, 5),
    default=2,
    show_default=True,
    help="How many other ways to compare.",
)
@click.option(
    "--max-detour",
    type=click.FloatRange(1, 100),
    default=2.0,
    show_default=True,
    help="How many times the shortest way the others may be long.",
)
@click.option("--boats", is_flag=True, help="Also use the river, where and when boats run.")
@click.option(
    "--match", is_flag=True, help="Replace drawn lines by the roads of the network they follow."
)
@click.option(
    "--access",
    type=click.Path(exists=True, dir_okay=False),
    help="CSV of access constraints: where, status (open, restricted or closed, or such words).",
)
@click.option(
    "--flows",
    type=click.Path(exists=True, dir_okay=False),
    help="Table of people on the move: origin, destination, persons, date, reason.",
)
@click.option("--since", type=Day(), help="Also say what changed since this day.")
@click.option("--known-on", type=Day(), help="Only what was reported by this day.")
@click.option(
    "--lang",
    type=click.Choice(["en", "fr"]),
    default="fr",
    show_default=True,
    help="Language of map and briefing; convoys are briefed in French unless you say en.",
)
@click.option("--pdf", is_flag=True, help="Also print the briefing.")
@sensitivity_option
@as_json_option
def routes_command(
    routes: str,
    store: str,
    as_of: date,
    out: str,
    window_days: int,
    buffer_km: float,
    avoid: tuple[str, ...],
    season: str,
    alternatives: int,
    max_detour: float,
    boats: bool,
    match: bool,
    flows: str | None,
    access: str | None,
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
    from geomali import pipeline
    from geomali.store import open_store

    in_order(since, as_of, "--since and --as-of")
    source = route_source(routes)
    done = pipeline.routes_from_store(
        source,
        open_store(store),
        out,
        as_of=as_of,
        window_days=window_days,
        buffer_km=buffer_km,
        season=season,
        avoid=avoid,
        alternatives=alternatives,
        max_detour=max_detour,
        modes=("road", "track", "ferry", "river") if boats else ("road", "track", "ferry"),
        match=match,
        access=access,
        flows=flows,
        since=since,
        known_on=known_on,
        lang=lang,
        sensitivity=sensitivity,
        pdf=pdf,
    )
    for remark in (*done.notes, *done.refused):
        click.echo(f"geomali: {remark}", err=True)
    lines = [
        "  ".join(
            f"{key} {round(value, 1) if isinstance(value, float) else value}"
            for key, value in route.items()
            if value is not None
        )
        for route in done.routes
    ]
    show(
        {
            "routes": list(done.routes),
            "notes": list(done.notes),
            "refused": list(done.refused),
            "outputs": [str(path) for path in done.outputs],
        },
        as_json=as_json,
        text="\n".join([*lines, *map(str, done.outputs)]),
    )


def route_source(routes: str) -> str | list[str]:
    """A file of routes, or the places of one in order."""
    from pathlib import Path

    if Path(routes).is_file():
        return routes
    places = [place.strip() for place in routes.split(",") if place.strip()]
    if len(places) < 2:
        raise click.UsageError(f"{routes!r} is neither a file nor places such as Gao,Bourem,Kidal")
    return places


@click.group(name="roads")
def roads_command() -> None:
    """Install a real road network in place of the shipped corridors, or check it."""


@roads_command.command(name="install")
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


@roads_command.command(name="check")
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
