"""Files as publishers write them, and as they look after a detour through R, pandas or an API."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import pytest
import readers_sample as sample
from test_readers import events, lookups, read, sound  # noqa: F401
from test_readers_files import zipped

from geomali.errors import SourceFormatError
from geomali.readers import read_files

ROWS = (
    {"actor2": "", "inter2": "", "interaction": "", "fatalities": 0, "notes": "Nobody else."},
    {"admin3": "", "civilian_targeting": "", "tags": "crowd size=no report"},
    {"inter1": "Rebel group", "inter2": "State forces", "interaction": "State forces-Rebel group"},
)


def cells(text: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text), delimiter=delimiter))


def joined(rows: list[list[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


def records(text: str) -> list[dict[str, str]]:
    header, *rows = cells(text)
    return [dict(zip(header, row, strict=True)) for row in rows]


def blank_spelt(text: str, missing: str) -> str:
    header, *rows = cells(text)
    return joined([header, *([cell or missing for cell in row] for row in rows)])


def numbered(text: str) -> str:
    header, *rows = cells(text)
    return joined([["", *header], *([str(i), *row] for i, row in enumerate(rows, 1))])


@pytest.mark.parametrize(
    "detour",
    [
        lambda text: blank_spelt(text, "NA"),
        lambda text: blank_spelt(text, "nan"),
        lambda text: blank_spelt(numbered(text), "NULL"),
        numbered,
        lambda text: json.dumps({"status": 200, "count": 3, "data": records(text)}),
        lambda text: json.dumps(records(text)),
    ],
    ids=["R", "pandas", "database", "row names", "API", "list"],
)
@pytest.mark.parametrize(
    "text",
    [sample.acled(*ROWS), sample.ucdp({}, {"adm_2": "", "source_headline": ""})],
    ids=["acled", "ucdp"],
)
def test_a_detour_changes_no_event(read, text, detour):  # noqa: F811
    straight, turned = read(text), read(detour(text), name="file.txt")
    assert turned.format == straight.format
    assert turned.unmapped_actors == straight.unmapped_actors == {}
    assert events(turned) == events(straight)


def test_columns_of_older_exports(read):  # noqa: F811
    names = {"assoc_actor_1": "ALLY_ACTOR_1", "geo_precision": "GEO_PRECIS"}
    columns = [names.get(name, name.upper()) for name in sample.ACLED]
    row = {"assoc_actor_1": "Katiba Macina", "geo_precision": 2}
    header, *rows = cells(sample.acled(row))
    (event,) = events(read(joined([columns, *rows])))
    assert event["side_a"] == ["jnim", "katiba_macina"]
    assert event["geo_precision"] == 2
    (newer,) = events(read(joined([header, *rows])))
    assert event == newer


@pytest.mark.parametrize(
    "sub", ["Headquarters or base established", "Non-violent transfer of territory"]
)
def test_older_types_that_are_now_sub_types(read, sub):  # noqa: F811
    (event,) = events(read(sample.acled({"event_type": sub, "sub_event_type": ""})))
    assert (event["event_type"], event["sub_event_type"]) == ("Strategic developments", sub)


def test_weekly_counts_are_no_events(read):  # noqa: F811
    imported = read(
        sample.weekly(
            {},
            {"WEEK": "08-Jun-2024", "ADMIN1": "Mopti", "EVENTS": 0},
            {"SUB_EVENT_TYPE": "Attack"},
        )
    )
    assert imported.format == "acled_weekly"
    assert "events" not in imported.tables
    gao, mopti = imported.tables["admin_counts"].to_pylist()
    # 1 June 2024 is a Saturday, the first day of ACLED's week.
    assert (gao["period_start"], gao["period_end"]) == (dt.date(2024, 6, 1), dt.date(2024, 6, 7))
    assert (gao["country"], gao["admin1"], gao["admin_level"]) == ("ML", "Gao", 1)
    assert (gao["event_type"], gao["sub_event_type"]) == ("Battles", "Armed clash")
    assert (gao["events"], gao["fatalities"]) == (4, 12)
    assert (mopti["period_start"], mopti["events"]) == (dt.date(2024, 6, 8), 0)
    assert imported.rejects.num_rows == 1


def test_monthly_workbooks_of_hdx_are_counts_beside_those_of_hapi(read):  # noqa: F811
    imported = read(
        sample.monthly(
            {},
            {"Month": "February", "Events": 0, "Fatalities": 0},
            {"Admin2": "", "Admin2 Pcode": "", "Events": ""},
            {"Month": "Ventôse"},
            {"Month": 3, "Events": 4},  # March again
        ),
        "mali_hrp_political_violence_events_and_fatalities_by_month-year_as-of-05jun2024.xlsx",
    )
    assert imported.format == "acled_monthly"
    table = imported.tables["admin_counts"].to_pylist()
    assert [(row["period_start"].month, row["admin_level"], row["events"]) for row in table] == [
        (2, 2, 0), (3, 1, None), (3, 2, 4),
    ]  # fmt: skip
    february = table[0]
    # 2024 is a leap year.
    assert (february["period_start"], february["period_end"]) == (
        dt.date(2024, 2, 1), dt.date(2024, 2, 29),
    )  # fmt: skip
    assert (february["country"], february["admin2"], february["admin2_code"]) == (
        "ML", "Ansongo", "ML0701",
    )  # fmt: skip
    assert {row["event_type"] for row in table} == {"political_violence"}
    reasons = imported.rejects.column("reason").to_pylist()
    assert len(reasons) == 2
    assert any("no month" in reason for reason in reasons)


def test_what_a_monthly_workbook_counts_is_its_name_its_readme_or_unknown(read):  # noqa: F811
    def kind(name, **options):
        table = read(sample.monthly({}, **options), name).tables["admin_counts"]
        return table.column("event_type").to_pylist()

    about = "Political violence, of which civilian targeting"
    named = "mali_civilian_targeting_events_and_fatalities_by_month-year.xlsx"
    assert kind(named, readme=about) == ["civilian_targeting"]
    assert kind("a.xlsx", readme="Events of civilian targeting") == ["civilian_targeting"]
    country = ["Country", "Month", "Year", "Events"]
    assert kind("b.xlsx", readme="", columns=country) == ["demonstration"]
    with pytest.raises(SourceFormatError, match="does not say what it counts"):
        read(sample.monthly({}, readme=about), "c.xlsx")


def test_one_count_written_two_ways_is_one(read):  # noqa: F811
    weekly = [{}, {"COUNTRY": "ML", "EVENT_TYPE": "battles", "EVENTS": 5}]
    monthly = [{"location_code": "ZZ1"}, {"location_code": "ZZ2", "events": 5}]
    for text in (sample.weekly(*weekly), sample.hapi(*monthly)):
        imported = read(text)
        assert imported.tables["admin_counts"].column("events").to_pylist() == [5]
        assert imported.rejects.num_rows == 1


def test_death_columns_of_older_ged(read):  # noqa: F811
    header, *rows = cells(sample.ucdp({}))
    older = [f"{name}_est" if name in ("best", "low", "high") else name for name in header]
    (event,) = events(read(joined([older, *rows])))
    assert [event[f"fatalities_{name}"] for name in ("low", "best", "high")] == [2, 4, 6]


def test_gdelt_before_2013_has_no_source(read):  # noqa: F811
    lines = sample.gdelt({}, {}, version=1).splitlines()
    imported = read("\n".join(line.rpartition("\t")[0] for line in lines))
    assert (imported.format, imported.accepted) == ("gdelt", 2)


def test_gdelt_quotes_nothing(read):  # noqa: F811
    # A quote that is never closed would swallow the rows after it.
    rows = [{}, {"url": '"open'}, {"a1Code": "", "a1Name": '"odd" name'}, {}]
    unquoted = "\n".join("\t".join(row) for row in cells(sample.gdelt(*rows), "\t"))
    imported = read(unquoted)
    assert imported.accepted == 4
    assert events(imported)[1]["notes"].endswith('"open')
    assert imported.unmapped_actors == {'"odd" name': 1}


def test_an_archive_of_several_files(tmp_path, lookups):  # noqa: F811
    path = tmp_path / "both.zip"
    parts = {"b.csv": sample.ucdp({}).encode(), "a.csv": sample.acled({}, {}).encode()}
    path.write_bytes(zipped(parts | {"notes.md": b"hello"}))
    first, second = map(sound, read_files(path, **lookups))
    assert (first.source, first.format, first.rows) == ("both.zip/a.csv", "acled", 2)
    assert (second.source, second.format, second.rows) == ("both.zip/b.csv", "ucdp", 1)


def test_the_same_figures_asked_again_are_the_same_records(read):  # noqa: F811
    rows = [{}, {"admin2Name": "Bourem", "admin2Pcode": "ML0702"}]
    first = read(sample.dtm(*rows))
    again = read(sample.dtm(*({"id": 900 + i} | row for i, row in enumerate(reversed(rows)))))
    ids = [
        set(one.tables["displacement"].column("record_id").to_pylist()) for one in (first, again)
    ]
    assert ids[0] == ids[1]


def test_returnees_are_no_displaced_people(read):  # noqa: F811
    header = "Région;Cercle;Nombre de PDI (individus);Nombre de retournés (individus);Nombre de retournés (ménages)"
    imported = read(f"{header}\nGao;Ansongo;1 234;20;3\nGao;Bourem;;40;\n".encode("cp1252"))
    first, second = imported.tables["displacement"].to_pylist()
    assert (first["persons"], first["returnees"], first["returnee_households"]) == (1234, 20, 3)
    assert (second["persons"], second["returnees"]) == (None, 40)


def test_rows_of_other_countries_are_left_out_when_asked_and_counted(tmp_path, lookups):  # noqa: F811
    far = {"country": "Sudan", "location": "El Fasher", "latitude": 13.63, "longitude": 25.35}
    world = {
        "acled": sample.acled({}, far, {"country": "ML"}, {"country": ""}),
        "ucdp": sample.ucdp({}, {"country": "Sudan"}, {}, {"country": ""}),
        "gdelt": sample.gdelt({}, {"geoFullName": "Khartoum, Al Khartum, Sudan"}, {}, {"geoFullName": ""}),
    }  # fmt: skip
    for name, text in world.items():
        path = tmp_path / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        (every,) = read_files(path, **lookups)
        (some,) = map(sound, read_files(path, country="ml", **lookups))
        assert (every.rows, some.rows) == (4, 3), name
        assert "1 row of other countries left out, as asked" in some.notes
        ids = [row["event_id"] for row in events(every)]
        assert [row["event_id"] for row in events(some)] == [ids[0], *ids[2:]]
