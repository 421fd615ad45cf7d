"""Mutated files through every importer: no error but ours, and no row lost.

Each file is a good one with a few bytes, cells, columns or rows changed.  For
each: either a ``GeomaliError``, or a result in which accepted and rejected rows
add up to the rows of the file and every table keeps its contract.

Run: ``python tests/benchmarks/fuzz_readers.py [files per importer] [importer …]``
"""

from __future__ import annotations

import csv
import io
import json
import random
import sys
import tempfile
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

sys.path.insert(0, str(Path(__file__).parents[1]))
import readers_sample as sample

from geomali.actors import load_actors
from geomali.errors import GeomaliError
from geomali.gazetteer import load_gazetteer
from geomali.readers import Imported, read_file
from geomali.schema import check

VALUES = (
    "", " ", "0", "-1", "1e308", "-5", "nan", "inf", "99999999999999999999", "1,234", "1 234",
    "2023-02-30", "31/12/2023", "12/31/2023", "0000-00-00", "9999-12-31", "20230912", "é", "مالي",
    "\u202e", "\x00", '"', '""', "'", ";", "\t", "=1+1", "@x", "#adm1", "None", "NULL", "True", "{}",
    "Mali", "ML", "ML0701", "x" * 5000, "\ud83d", "💥", "Battles", "Attack", "1.5", "１２", "²",
)  # fmt: skip
XLSX_ROW = ["2019-12-31", "Mali", "Gao", "MLI07", "Gao", "MLI0703", "Gao", "MLI00700301", 40, 200, 10, "Conflict"]  # fmt: skip


def seeds() -> dict[str, list[bytes]]:
    """Good files of each importer."""
    many = [{}, {"fatalities": "", "geo_precision": 3}, {"event_date": "12 May 2021", "time_precision": 2},
            {"sub_event_type": "Government regains territory"}, {"event_type": "Riots/Protests", "sub_event_type": "", "inter1": 6}]  # fmt: skip
    monadic = [c for c in sample.ACLED if c not in ("actor2", "assoc_actor_2", "inter2")]
    round_ = [
        [*XLSX_ROW],
        [*XLSX_ROW[:9], 1200, 4, "Returns"],
        [*XLSX_ROW[:6], None, None, 3, 9, 0, None],
    ]
    texts: dict[str, list[str]] = {
        "acled": [
            sample.acled(*many),
            sample.acled({}, {"event_id_cnty": "MLI1", "actor1": "Civilians (Mali)", "inter1": 7}, {}, columns=monadic),
        ],
        "ucdp": [sample.ucdp({}, {"type_of_violence": 3, "side_b": "Civilians"}, {"where_prec": 4, "date_prec": 4, "date_end": "2023-05-31"})],
        "acled_weekly": [sample.weekly({}, {"ADMIN1": "Mopti", "EVENTS": 7}, {"WEEK": "08-Jun-2024", "SUB_EVENT_TYPE": "Attack", "EVENT_TYPE": "Violence against civilians"})],
        "hapi": [sample.hapi({}, {"event_type": "demonstration"}, {"admin2_code": "", "admin2_name": "", "admin_level": 1})],
        "gdelt": [sample.gdelt({}, {"code": "0841"}, {"code": "195"}), sample.gdelt({}, {"code": "14"}, version=1)],
        "dtm": [sample.dtm({}, {"admin2Name": "", "admin2Pcode": "", "numPresentIdpInd": "1 204"})],
        "sheet": [sample.sheet({}, {"outcome": "captured", "contested": "yes"}, {"lat": 17.0, "lon": -3.0}, delimiter=";"), sample.claims({}, {"stance": "denies"})],
        "geojson": [sample.geojson({}, {"side_a": ["fama"], "lat": 15.0}, {"event_id": "a"})],
    }  # fmt: skip
    out = {name: [text.encode() for text in found] for name, found in texts.items()}
    out["dtm"].append(sample.dtm_round(*round_))
    counted = ["Country", "Admin1", "Month", "Year", "Events"]
    march = {"Country": "Mali", "Admin1": "Gao", "Month": "March", "Year": 2024, "Events": 3}
    text = sample.table(counted, [march, march | {"Month": 2, "Events": ""}, march | {"Year": 20}])
    out["acled_monthly"] = [
        text.encode(),
        text.replace(",", ";").encode(),
        sample.monthly({}, {"Month": 2}),
    ]
    return out


def mutate(data: bytes, rng: random.Random) -> bytes:
    """The file with one to four changes."""
    for _ in range(rng.randint(1, 4)):
        if data[:2] == b"PK":
            data = _in_archive(data, rng) if rng.random() < 0.7 else _bytes(data, rng)
        else:
            if data[:1] == b"{" and rng.random() < 0.8:
                data = _values(data, rng)
                continue
            data = rng.choice((_bytes, _cells, _cells, _cells, _lines, _coding))(data, rng)
    return data


def _bytes(data: bytes, rng: random.Random) -> bytes:
    if not data:
        return bytes([rng.randrange(256)])
    at = rng.randrange(len(data))
    kind = rng.randrange(5)
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
    if kind == 2:
        return data[:at] + rng.randbytes(rng.randint(1, 8)) + data[at:]
    if kind == 3:
        return data[:at] + data[at + rng.randint(1, 40) :]
    return (
        data[:at]
        + rng.choice((b'"', b"\n", b"\r", b",", b"\t", b"\x00", b"\xff\xfe", b"{"))
        + data[at:]
    )


def _lines(data: bytes, rng: random.Random) -> bytes:
    lines = data.split(b"\n")
    at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    kind = rng.randrange(4)
    if kind == 0:
        lines[at], lines[other] = lines[other], lines[at]
    elif kind == 1:
        lines.insert(at, lines[other])
    elif kind == 2:
        del lines[at]
    else:
        lines.insert(at, b"")
    return b"\n".join(lines)


def _cells(data: bytes, rng: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return data
    rows = [row for row in rows if row]
    if not rows:
        return data
    row = rng.choice(rows)
    at, other = rng.randrange(len(row)), rng.randrange(len(row))
    kind = rng.randrange(8)
    if kind < 4:
        row[at] = rng.choice(VALUES)
    elif kind == 4:
        row[at], row[other] = row[other], row[at]
    elif kind == 5:
        del row[at]
    elif kind == 6:
        for line in rows:
            del line[at : at + 1]
    else:
        row.insert(at, rng.choice(VALUES))
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue().encode("utf-8", "surrogatepass" if rng.random() < 0.3 else "replace")


def _values(data: bytes, rng: random.Random) -> bytes:
    """A JSON document with one of its values, keys or items changed."""
    try:
        document = json.loads(data)
    except ValueError:
        return _bytes(data, rng)
    holders: list[Any] = []
    waiting = [document]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict | list) and item:
            holders.append(item)
            waiting += item.values() if isinstance(item, dict) else item
    if holders:
        holder = rng.choice(holders)
        key = rng.choice(sorted(holder)) if isinstance(holder, dict) else rng.randrange(len(holder))
        kind = rng.randrange(4)
        if kind == 0:
            del holder[key]
        elif kind == 1:
            holder[key] = [holder[key], rng.choice(VALUES)]
        else:
            holder[key] = rng.choice((*VALUES, 0, -1, 1e300, None, True, [], {}, 91.5, 10**30))
    return json.dumps(document, ensure_ascii=rng.random() < 0.8).encode("utf-8", "surrogatepass")


def _coding(data: bytes, rng: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(rng.choice(("utf-8-sig", "utf-16", "latin-1", "cp1252")), "replace")


def _in_archive(data: bytes, rng: random.Random) -> bytes:
    """A workbook with one of its parts changed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        EOFError,
    ):
        return _bytes(data, rng)
    if not parts:
        return data
    name = rng.choice(sorted(parts))
    if rng.random() < 0.1:
        del parts[name]
    elif rng.random() < 0.5:
        value = rng.choice(VALUES).replace("<", "").encode("utf-8", "replace")
        pieces = parts[name].split(b"<v>")
        at = rng.randrange(len(pieces))
        pieces[at] = value + pieces[at][rng.randint(0, 3) :]
        parts[name] = b"<v>".join(pieces)
    else:
        parts[name] = _bytes(parts[name], rng)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return out.getvalue()


def sound(imported: Imported) -> None:
    """Raise AssertionError unless every row is in one place and every table keeps its contract."""
    for name, table in imported.tables.items():
        check(table, name)
    check(imported.rejects, "rejects")
    rows = [
        imported.tables[n].num_rows
        for n in ("events", "displacement", "admin_counts")
        if n in imported.tables
    ]
    rows = rows or [imported.tables["claims"].num_rows]
    placed = sum(rows) + imported.joined
    assert placed == imported.accepted, (placed, imported.accepted)
    assert placed + imported.rejects.num_rows == imported.rows
    numbers = imported.rejects.column("row_number").to_pylist()
    assert len(set(numbers)) == len(numbers)
    # A header and a row of tags may stand above the first.
    assert all(1 <= number <= imported.rows + 2 for number in numbers), numbers


def run(
    name: str,
    found: list[bytes],
    count: int,
    folder: Path,
    *,
    read: Callable[[Path], Any],
    verify: Callable[[Any], None],
    seed: int = 1,
) -> Counter[str]:
    """Read ``count`` mutated files of one importer; what became of them, by kind."""
    rng = random.Random(f"{name}{seed}")
    outcomes: Counter[str] = Counter()
    path = folder / f"{name}.bin"
    for number in range(count):
        data = mutate(rng.choice(found), rng)
        path.write_bytes(data)
        try:
            result = read(path)
        except GeomaliError as error:
            outcomes["refused"] += 1
            if "\n" in str(error):
                raise AssertionError(f"an error of two lines: {error}") from error
            continue
        except BaseException:
            keep = folder / f"{name}_{number}.failed"
            keep.write_bytes(data)
            print(f"{name}: file {number} kept as {keep}")
            raise
        try:
            verify(result)
        except (AssertionError, GeomaliError):
            keep = folder / f"{name}_{number}.failed"
            keep.write_bytes(data)
            print(f"{name}: file {number} kept as {keep}")
            raise
        outcomes["read"] += 1
        if isinstance(result, Imported):
            outcomes["rows"] += result.rows
            outcomes["rejected rows"] += result.rejects.num_rows
    return outcomes


def main(count: int = 300, only: tuple[str, ...] = ()) -> None:
    gazetteer, actors = load_gazetteer(core_only=True), load_actors()
    # The tables have a few rows: starting threads would be most of the time.
    pa.set_cpu_count(1)
    folder = tempfile.mkdtemp(prefix="fuzz_readers_")
    for name, found in seeds().items():
        if not only or name in only:

            def forced(path: Path, name: str = name) -> Imported:
                # Half of the files are read as what they were, whatever they look like now.
                options = {} if path.stat().st_size % 2 else {"format": name}
                return read_file(path, gazetteer=gazetteer, actors=actors, **options)

            start = time.process_time()
            outcomes = run(name, found, count, Path(folder), read=forced, verify=sound)
            seconds = time.process_time() - start
            said = ", ".join(f"{value:,} {key}" for key, value in sorted(outcomes.items()))
            print(
                f"{name:<8} {count:,} files, {seconds:.0f} s CPU, 0 tracebacks: {said}", flush=True
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300, tuple(sys.argv[2:]))
