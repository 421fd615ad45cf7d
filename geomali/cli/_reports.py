"""Commands on reports and drafts: build, code, review, accept."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import click

from geomali.cli._base import (
    as_json_option,
    inputs,
    lang_option,
    max_bytes_option,
    printable,
    progress,
    published_dates,
    published_option,
    report_failures,
    sensitivity_option,
    show,
    store_option,
)
from geomali.errors import SourceFormatError

_PUBLISHED_HINT = (
    "{reports} reports have no date of publication, without which most days cannot be told: "
    "give --published DATE, or a table file,published\n"
)


@click.command(name="build")
@inputs
@click.option("-o", "--out", required=True, type=click.Path(), help="Output folder.")
@published_option
@click.option("--store", type=click.Path(), help="Use this store, not OUT/store.")
@max_bytes_option
@lang_option
@sensitivity_option
@as_json_option
def build_command(
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
    if not summary.outputs:
        report_failures(summary.failures)
    show(
        {
            "reports": summary.reports,
            "events": summary.events,
            "claims": summary.claims,
            "contested": summary.contested,
            "unplaced": summary.unplaced,
            "undated": summary.undated,
            "unplaced_and_undated": summary.neither,
            "rejected": summary.rejected,
            "failed": [failure.path for failure in summary.failures],
            "outputs": {name: str(path) for name, path in summary.outputs.items()},
        },
        as_json=as_json,
        text=(
            f"{summary.reports} reports: {summary.events} events ({summary.contested} contested), "
            f"{summary.claims} claims\n"
            f"{summary.off_map} events are not on the map: {summary.unplaced - summary.neither} dated "
            f"without a place, {summary.undated} without a date ({summary.neither} of them without a "
            f"place too); why: {summary.outputs['unplaced']}\n"
            + (_PUBLISHED_HINT if summary.undated and summary.unpublished else "").format(
                reports=summary.unpublished
            )
            + (f"{summary.rejected} rows rejected, kept in the store\n" if summary.rejected else "")
            + f"Open {summary.outputs['map']}"
        ),
    )
    report_failures(summary.failures)


@click.command(name="code")
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
def code_command(
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
    if not coding.drafts and coding.failures:
        report_failures(coding.failures)
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


class SheetsPath(click.Path):
    """A workbook to write, or a folder for files of CSV."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse the name of a file of another format: it is no name for a folder."""
        path = super().convert(value, param, ctx)
        where = Path(str(path))
        suffix = where.suffix.lower()
        if suffix != ".xlsx" and not where.is_dir() and re.fullmatch(r"\.[a-z]{1,5}", suffix):
            self.fail(
                f"{path!r} is no workbook; end it with .xlsx, or name a folder for files of CSV",
                param,
                ctx,
            )
        return path


@click.command(name="review")
@click.argument("draft", type=click.Path(exists=True, dir_okay=False))
@click.option(
    "-o", "--out", required=True, type=SheetsPath(), help="Workbook (.xlsx), or a folder for CSV."
)
def review_command(draft: str, out: str) -> None:
    """Write a draft as coding sheets: each event and claim beside its sentence, to be corrected.

    Example: geomali review out/draft.jsonl -o draft.xlsx
    """
    from geomali import pipeline
    from geomali.review import write_sheets

    click.echo(str(write_sheets(pipeline.read_drafts(draft), out)))


@click.command(name="accept")
@click.argument("drafts", nargs=-1, required=True, type=click.Path(exists=True))
@store_option
@click.option("--by", help="Who accepts, for the audit log; your user name if not given.")
@click.option(
    "--leave-out-reports",
    is_flag=True,
    help="Also leave out what was coded from reports of which no row is left in the sheets; "
    "by default such sheets are taken for a part of the draft.",
)
@as_json_option
def accept_command(
    drafts: tuple[str, ...], store: str, by: str | None, leave_out_reports: bool, as_json: bool
) -> None:
    """Put a draft, or the sheets you corrected, into a store.

    Example: geomali accept draft.xlsx --store out/store
    """
    import getpass

    from geomali import pipeline
    from geomali.store import open_store

    opened = open_store(store, create=True)
    done: dict[str, pipeline.Acceptance] = {}
    failures = []
    for draft in drafts:
        try:
            done[draft] = pipeline.accept(
                draft,
                opened,
                by=by or getpass.getuser(),
                leave_out_reports=leave_out_reports,
            )
        except SourceFormatError as error:
            failures.append(pipeline.Failure(draft, str(error)))
            continue
        for reject in done[draft].rejects:
            what = "line" if draft.lower().endswith(".jsonl") else "row"
            where = f"{reject['source_file']}, {what} {reject['row_number']}"
            click.echo(printable(f"geomali: {where}: {reject['reason']}"), err=True)
        for note in done[draft].notes:
            click.echo(printable(f"geomali: {note}"), err=True)
    if done or as_json:
        show(
            {
                draft: {
                    "events": one.events,
                    "claims": one.claims,
                    "rejected": len(one.rejects),
                    "notes": list(one.notes),
                    "store": one.changed,
                }
                for draft, one in done.items()
            },
            as_json=as_json,
            text="\n".join(f"accepted {draft}: {one}" for draft, one in done.items()),
        )
    report_failures(failures)
