"""Installing a dump: what is read, what is set aside and why, and that it happens at once or not at all."""

from __future__ import annotations

import gzip
import threading
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from geomali.errors import GeomaliError, SourceFormatError
from geomali.gazetteer import check, info, install, load_gazetteer

SHARED = Path(__file__).parents[2] / "shared" / "data" / "gazetteer"
FULL = SHARED / "geonames_ML_2023-10-22.txt"
needs_dump = pytest.mark.skipif(not FULL.is_file(), reason="the GeoNames dump of Mali is not here")


def row(number, name, lat, lon, *, admin1="09", code="PPL", alternates="", country="ML", admin2=""):
    feature = {"WLL": "H", "STM": "H", "ADM1": "A"}.get(code, "P")
    return "\t".join(
        [
            str(number), name, name, alternates, str(lat), str(lon), feature, code, country, "", admin1,
            admin2, "", "", "0", "", "300", "Africa/Bamako", "2020-01-01",
        ]
    )  # fmt: skip


# Positions inside the regions named; the village names are invented.
ROWS = [
    row(1, "Adouzala", 16.50, 0.10, alternates="Aduzala,Ad Ouzala"),
    row(2, "Bintagoula", 17.20, -0.50),
    row(3, "Adouzala", 16.51, 0.11),  # the same village again, 1.5 km away
    row(4, "Tchintala", 14.50, -4.20),  # names Gao, lies in Mopti
    row(5, "Ouronkelo", 11.00, 20.00),  # far outside the country
    row(6, "Ziguerla", 0.10, 16.40),  # latitude and longitude swapped
    row(7, "Kambassoro", 16.40, -0.30, admin1="09"),
    row(8, "Kambassoro", 12.00, -8.50, admin1="00"),  # no region, and a namesake has one
    row(9, "Solibougou", 12.10, -8.40, admin1="00"),  # no region, but no namesake either
    row(10, "Tirekoye", 16.60, -0.40, alternates="GAQ"),
    row(11, "Tirekoye", 16.60, 0.40),  # its mirror image across the meridian
]


@pytest.fixture
def dump(tmp_path):
    path = tmp_path / "ML.txt"
    path.write_text("\n".join(ROWS) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def reasons(home):
    return {found.source_id: found.reason for found in check(data_dir=home)}


def test_sound_records_are_installed_and_found(dump, home):
    (installed,) = install(["ML"], file=dump, data_dir=home)
    assert (installed.country, installed.rows, installed.merged, installed.rejected) == (
        "ML",
        11,
        1,
        0,
    )
    assert installed.places + installed.quarantined + installed.merged == installed.rows
    gazetteer = load_gazetteer(data_dir=home)
    answer = gazetteer.resolve("Aduzala", admin1="Gao")
    assert (answer.place_id, answer.place.admin1, answer.place.admin2) == ("gn_1", "Gao", "Gao")
    assert gazetteer.resolve("Solibougou").place.admin1 == "Koulikoro"
    assert gazetteer.resolve("Bourem").place_id == "bourem_town"


def test_each_fault_is_found_by_a_general_check(dump, home):
    install(file=dump, data_dir=home)
    found = reasons(home)
    assert set(found) == {"4", "5", "6", "8", "11"} or set(found) == {"4", "5", "6", "8", "10"}
    assert "lies in Mopti" in found["4"]
    assert "outside ML" in found["5"]
    assert "swapped" in found["6"]
    assert "names no region" in found["8"]
    assert "sign of the longitude" in found.get("10", "") + found.get("11", "")
    assert load_gazetteer(data_dir=home).resolve("Ouronkelo").status == "unknown"


@pytest.mark.parametrize("kind", ["txt", "zip", "txt.gz"])
def test_a_dump_may_be_packed(dump, home, tmp_path, kind):
    packed = tmp_path / f"given.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(packed, "w") as archive:
            archive.write(dump, "ML.txt")
            archive.writestr("readme.txt", "about")
    elif kind == "txt.gz":
        packed.write_bytes(gzip.compress(dump.read_bytes()))
    else:
        packed.write_bytes(dump.read_bytes())
    (installed,) = install(["ML"], file=packed, data_dir=home)
    assert installed.places == 5


def test_the_same_dump_gives_the_same_bytes(dump, tmp_path):
    for name in ("a", "b"):
        install(file=dump, data_dir=tmp_path / name)
    a, b = ((tmp_path / name / "gazetteer.sqlite").read_bytes() for name in ("a", "b"))
    assert a == b


def test_bad_rows_are_counted_and_the_rest_is_installed(home, tmp_path):
    path = tmp_path / "ML.txt"
    rows = [
        *ROWS[:2],
        "only\tthree\tcells",
        ROWS[0],
        row(20, "X", "north", 0),
        row(21, "Null", 0, 0),
    ]
    path.write_text("\n".join(rows), encoding="utf-8")
    (installed,) = install(["ML"], file=path, data_dir=home)
    assert (installed.rows, installed.rejected, installed.places) == (6, 4, 2)


def test_a_second_country_joins_the_first(dump, home, tmp_path):
    other = tmp_path / "NE.txt"
    other.write_text(row(30, "Tondiguiri", 14.2, 1.5, admin1="06", country="NE"), encoding="utf-8")
    install(["ML"], file=dump, data_dir=home)
    assert [i.country for i in install(["NE"], file=other, data_dir=home)] == ["ML", "NE"]
    gazetteer = load_gazetteer(data_dir=home)
    assert gazetteer.resolve("Tondiguiri").place.country == "NE"
    assert gazetteer.resolve("Aduzala", admin1="Gao").place_id == "gn_1"


def test_a_record_of_two_dumps_is_taken_once(dump, home, tmp_path):
    other = tmp_path / "NE.txt"
    rows = [
        row(30, "Tondiguiri", 14.2, 1.5, country="NE"),
        row(1, "Adouzala", 16.5, 0.1, country="NE"),
    ]
    other.write_text("\n".join(rows).replace("2020-01-01", "2014-01-01"), encoding="utf-8")
    mali, niger = install(file=[other, dump], data_dir=home)
    assert (mali.rejected, niger.rejected, niger.places) == (0, 1, 1)
    assert load_gazetteer(data_dir=home).place("gn_1").country == "ML"


def test_downloaded_from_the_given_address_with_progress(dump, home, tmp_path):
    served = tmp_path / "served"
    served.mkdir()
    with zipfile.ZipFile(served / "ML.zip", "w") as archive:
        archive.write(dump, "ML.txt")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(served)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        stages = []
        address = f"http://127.0.0.1:{server.server_port}"
        install(["ML"], data_dir=home, url=address, progress=lambda *told: stages.append(told))
        size = (served / "ML.zip").stat().st_size
        assert ("download", size, size) in stages
        assert {stage for stage, _, _ in stages} == {"download", "read", "check", "write"}
        before = (home / "gazetteer.sqlite").read_bytes()
        with pytest.raises(GeomaliError, match="download failed"):
            install(["NE"], data_dir=home, url=address)
        assert (home / "gazetteer.sqlite").read_bytes() == before
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a,b,c\n1,2,3\n", "19"),
        (b"PK\x03\x04 broken", "unpacked"),
        (b"\x1f\x8b broken", "unpacked"),
    ],
)
def test_what_is_no_dump_is_refused_and_nothing_changes(dump, home, tmp_path, content, message):
    install(file=dump, data_dir=home)
    before = sorted(path.name for path in home.rglob("*"))
    bad = tmp_path / "bad.txt"
    bad.write_bytes(content)
    with pytest.raises(SourceFormatError, match=message):
        install(["ML"], file=bad, data_dir=home)
    assert sorted(path.name for path in home.rglob("*")) == before
    assert load_gazetteer(data_dir=home).resolve("Aduzala", admin1="Gao").place_id == "gn_1"


@pytest.mark.parametrize("countries", [["Mali"], ["M1"], [""], []])
def test_a_country_is_a_code_of_two_letters(home, countries):
    with pytest.raises(GeomaliError):
        install(countries, data_dir=home)


def test_a_damaged_install_says_so(home):
    home.mkdir()
    (home / "gazetteer.sqlite").write_bytes(b"no database at all, " * 100)
    with pytest.raises(SourceFormatError, match="install it again"):
        load_gazetteer(data_dir=home)


def test_a_folder_that_cannot_be_written_says_so(dump, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    with pytest.raises(GeomaliError, match="cannot be written"):
        install(file=dump, data_dir=blocked / "home")


def test_nothing_installed_is_no_error(home):
    assert info(data_dir=home) == []
    assert check(data_dir=home) == []


@needs_dump
def test_known_faulty_records_fall_to_the_general_checks(tmp_path):
    (installed,) = install(["ML"], file=FULL, data_dir=tmp_path)
    assert installed.rows == 24312
    assert installed.newest == "2023-10-22"
    assert installed.quarantined < 0.03 * installed.rows
    found = reasons(tmp_path)
    assert "no region" in found["2460584"]
    assert "sign of the longitude" in found["10343856"]
    gazetteer = load_gazetteer(data_dir=tmp_path)
    bamba = gazetteer.resolve("Bamba", admin1="Gao")
    assert (bamba.lat, bamba.lon) == pytest.approx((17.034, -1.404), abs=0.01)
    assert gazetteer.resolve("Bamba").status == "ambiguous"
    tessit = gazetteer.resolve("Tessit")
    assert (tessit.lat, tessit.lon) == pytest.approx((15.224, 0.293), abs=0.05)
    assert gazetteer.resolve("Ber").place.feature_class == "P"
