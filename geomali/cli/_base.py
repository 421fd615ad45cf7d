"""The program, its option types, and how it says things."""

from __future__ import annotations

import os
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
    from geomali.store import Store

__all__ = [
    "COMMANDS",
    "FAILED_INPUT",
    "Box",
    "Commands",
    "Day",
    "Kilometres",
    "LayerFile",
    "Published",
    "TilesAddress",
    "actor_id",
    "as_json_option",
    "counting",
    "event_kind",
    "fail",
    "from_option",
    "in_order",
    "inputs",
    "lang_option",
    "main",
    "max_bytes_option",
    "out_file_option",
    "output",
    "place_id",
    "plausible",
    "progress",
    "published_dates",
    "published_option",
    "region_spellings",
    "report_failures",
    "sensitivity_option",
    "show",
    "store_option",
    "to_option",
]

FAILED_INPUT = 1


def plausible(day: date) -> date:
    """Give back a day that a report or an event can have; raise ValueError otherwise."""
    if not 1900 <= day.year <= 2100:
        raise ValueError(f"{day} is outside 1900 to 2100")
    return day


def in_order(earlier: date | None, later: date | None, names: str) -> None:
    """Refuse an interval that ends before it starts."""
    if earlier and later and earlier > later:
        raise click.UsageError(f"{names}: {earlier} is after {later}; swap them")


class LayerFile(click.Path):
    """File to write in a format that its suffix names."""

    name = "file"
    suffixes = (".parquet", ".gpkg", ".geojson", ".kml", ".csv")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse a suffix that names no format."""
        path = super().convert(value, param, ctx)
        if not str(path).lower().endswith(self.suffixes):
            self.fail(
                f"{path!r}: unknown format; use one of {', '.join(self.suffixes)}", param, ctx
            )
        return path


class TilesAddress(click.ParamType[str]):
    """Address template of map tiles."""

    name = "url"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Refuse what is no template of an address on the web."""
        if not (
            value.startswith(("https://", "http://")) and all(f"{{{c}}}" in value for c in "zxy")
        ):
            self.fail(
                f"{value!r} is not like https://tile.example/{{z}}/{{x}}/{{y}}.png", param, ctx
            )
        return str(value)


class Kilometres(click.ParamType[float]):
    """A distance above 0 km and below 1,000 km."""

    name = "km"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Refuse what is no such distance; not-a-number is none."""
        try:
            distance = float(value)
        except ValueError:
            distance = 0.0
        if not 0 < distance < 1000:
            self.fail(f"{value!r} is not a distance between 0 and 1000 km", param, ctx)
        return distance


class Day(click.ParamType[date]):
    """A day written YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return plausible(date.fromisoformat(value))
        except ValueError:
            self.fail(
                f"{value!r} is not a date between 1900 and 2100; write it as 2023-09-20", param, ctx
            )


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
            return plausible(date.fromisoformat(value))
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


COMMANDS = {
    "accept": ("_reports", "Put a draft, or the sheets you corrected, into a store."),
    "build": ("_reports", "Turn reports into a draft, a store and a map: the main job."),
    "code": ("_reports", "Code reports to events and claims with quoted spans."),
    "control": ("_stores", "Say who holds, claims or contests each place, and who said so."),
    "events": ("_stores", "List the events of a store, or write them to a file."),
    "export": ("_stores", "Write the layers of a store for QGIS and other programs."),
    "gazetteer": ("_places", "Install, extend and check the gazetteer."),
    "ingest": ("_stores", "Put datasets into a store: ACLED, UCDP GED, GDELT, HAPI, DTM."),
    "map": ("_stores", "Write the interactive map of a store: one offline HTML file."),
    "resolve": ("_places", "Resolve place names to coordinates, or say why not."),
    "review": ("_reports", "Write a draft as coding sheets, to be corrected."),
    "roads": ("_routes", "Install a real road network, or check the shipped one."),
    "routes": ("_routes", "Score routes by the events near them; map and briefing."),
    "store": ("_stores", "Look after a store: check, info, compact."),
}
"""Module and summary of each command: ``--help`` loads none of them, a command only its own."""


class Commands(click.Group):
    """Loads a command when it is called, and turns an error into one line and a status."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all commands."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        from importlib import import_module

        module = import_module(f"geomali.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in sorted(COMMANDS)])

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the program; a wrong use is one line and status 2."""
        if kwargs.get("standalone_mode") is False:
            return super().main(*args, **kwargs)
        if not args and kwargs.get("args") is None:
            _in_utf8()
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


def _in_utf8() -> None:
    """Start again in UTF-8 mode where the locale spells names and paths otherwise.

    In an ASCII locale Python hands over halves of letters, which no table
    knows, and Arrow opens every path as UTF-8.
    """
    if sys.getfilesystemencoding() != "utf-8" and sys.executable:
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606


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


def printable(line: str) -> str:
    """One line for a terminal: control characters in a file's words must not reach it."""
    return "".join(ch if ch.isprintable() else " " for ch in line)


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
    help="How much detail may leave: texts, exact sites and small counts are withheld below internal.",
)
lang_option = click.option(
    "--lang",
    type=click.Choice(["en", "fr"]),
    default="en",
    show_default=True,
    help="Language that names and pages open in.",
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

    actors = load_actors()
    answer = actors.resolve(label, on=on)
    if answer.actor_id is None and label.islower():
        # In a text "csp" would be no acronym; asked for by itself it is one.
        asked = actors.resolve(label.upper(), on=on)
        answer = asked if asked.actor_id is not None else answer
    if answer.actor_id is None:
        options = ", ".join(answer.candidates)
        raise click.BadParameter(
            f"{label!r}: {answer.reason}" + (f"; use one of {options}" if options else ""),
            param_hint="--actor",
        )
    return answer.actor_id


def event_kind(name: str | None) -> str | None:
    """Event type as the store spells it, given in any case."""
    from geomali.schema import ACLED_TYPES

    if name is None:
        return None
    kinds = {kind.casefold(): kind for kind in ACLED_TYPES}
    if name.casefold() not in kinds:
        raise click.BadParameter(
            f"{name!r} is no event type; use one of {', '.join(ACLED_TYPES)}", param_hint="--type"
        )
    return kinds[name.casefold()]


def region_spellings(store: Store, name: str | None) -> list[str] | None:
    """The spellings of a region in a store: each source's own ("Menaka", "Ménaka")."""
    if name is None:
        return None
    from geomali.gazetteer import load_gazetteer

    units = load_gazetteer().units
    stored = store.events_arrow(columns=["admin1"])["admin1"].unique().drop_null().to_pylist()
    wanted = units.units("1", name)
    found = [region for region in stored if wanted & units.units("1", region)]
    if not found:
        raise click.BadParameter(
            f"no event of this store lies in {name!r}; it has {', '.join(sorted(stored)) or 'none'}",
            param_hint="--admin1",
        )
    return found


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
    type=LayerFile(dir_okay=False),
    help="File to write: .parquet, .gpkg, .geojson, .kml or .csv.",
)
