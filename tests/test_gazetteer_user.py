"""A user's own places, the way back from a point to words, and geopy's interface."""

from __future__ import annotations

import geopy.exc
import pytest
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from pyproj import Geod

from geomali.errors import AmbiguousPlaceError, GeocodingError, SourceFormatError, UnknownPlaceError
from geomali.gazetteer import (
    GazetteerGeocoder,
    OnlineChain,
    add,
    from_geopy,
    install,
    load_gazetteer,
    to_geopy,
)

WGS84 = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def core():
    return load_gazetteer(core_only=True)


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


# Own places


def test_own_places_are_checked_and_found(tmp_path):
    file = write(
        tmp_path / "mine.csv",
        "name,lat,lon,admin1,names\n"
        "Zoumbaltara,16.80,0.20,Gao,Zumbaltara;Zoum Baltara\n"
        "Elsewhere,14.50,-4.20,Gao,\n"
        "Turned,0.20,16.80,,\n"
        ",16.0,0.0,Gao,\n"
        "Nowhere,north,east,,\n",
    )
    added = add(file, data_dir=tmp_path)
    assert (added.places, added.names, len(added.rejects)) == (1, 3, 4)
    assert [reject.row for reject in added.rejects] == [2, 3, 4, 5]
    assert "lies in Mopti" in added.rejects[0].reason
    assert "swapped" in added.rejects[1].reason
    answer = load_gazetteer(data_dir=tmp_path).resolve("Zumbaltara")
    assert (answer.place_id, answer.place.layer, answer.place.admin1) == (
        "user_zoumbaltara",
        "user",
        "Gao",
    )


def test_a_known_place_gets_the_new_name_and_keeps_its_id(tmp_path, core):
    bourem = core.place("bourem_town")
    row = f"Bourem,{bourem.lat + 0.01},{bourem.lon},Gao,Bourem-sur-Fleuve\n"
    file = write(tmp_path / "mine.csv", "name,lat,lon,admin1,names\n" + row)
    added = add(file, data_dir=tmp_path)
    assert "bourem_town" in added.notes[0]
    gazetteer = load_gazetteer(data_dir=tmp_path)
    assert gazetteer.resolve("Bourem-sur-Fleuve").place_id == "bourem_town"
    assert gazetteer.resolve("Bourem").place_id == "bourem_town"


def test_adding_twice_changes_nothing_and_an_install_leaves_it_alone(tmp_path):
    file = write(tmp_path / "mine.csv", "name;lat;lon\nZoumbaltara;16,80;0,20\n")
    add(file, data_dir=tmp_path)
    first = (tmp_path / "places_user.csv").read_bytes()
    add(file, data_dir=tmp_path)
    assert (tmp_path / "places_user.csv").read_bytes() == first
    dump = "\t".join(
        ["1", "Adouzala", "Adouzala", "", "16.5", "0.1", "P", "PPL", "ML", "", "09", "", "", "", "0", "", "1", "", "2020-01-01"]
    )  # fmt: skip
    install(file=write(tmp_path / "ML.txt", dump), data_dir=tmp_path)
    gazetteer = load_gazetteer(data_dir=tmp_path)
    assert gazetteer.resolve("Zoumbaltara").status == "resolved"
    assert gazetteer.resolve("Adouzala").status == "resolved"


def test_names_and_actors(tmp_path):
    names = write(tmp_path / "n.csv", "place_id,name,lang\ngao_town,Gawgaw,fr\nnobody,X,fr\n")
    added = add(names, data_dir=tmp_path)
    assert (added.names, [r.row for r in added.rejects]) == (1, [2])
    assert load_gazetteer(data_dir=tmp_path).resolve("Gawgaw").place_id == "gao_town"
    actors = write(
        tmp_path / "a.csv", "actor_id,name,alias\nnew_group,New Group,NG\nBad Id,X,\n,,\n"
    )
    added = add(actors, data_dir=tmp_path)
    assert (added.actors, len(added.rejects)) == (1, 1)
    kept = (tmp_path / "actors_user.csv").read_text(encoding="utf-8").splitlines()
    assert kept == ["actor_id,name,name_fr,kind,alias,lang", "new_group,New Group,,,NG,"]


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "name\nGao\n"])
def test_other_tables_are_refused(tmp_path, text):
    with pytest.raises(SourceFormatError):
        add(write(tmp_path / "x.csv", text), data_dir=tmp_path)
    with pytest.raises(SourceFormatError):
        add(tmp_path / "missing.csv", data_dir=tmp_path)


# Back from a point


def test_a_point_in_words(core):
    bourem = core.place("bourem_town")
    lon, lat, _ = WGS84.fwd(bourem.lon, bourem.lat, 315, 6000)
    located = core.reverse(lat, lon, n=10)
    assert located.description == "6 km NW of Bourem (Gao region)"
    (near,) = [near for near in located.nearest if near.place.place_id == "bourem_town"]
    assert (near.distance_km, near.direction) == (pytest.approx(6.0, abs=0.1), "NW")
    distances = [near.distance_km for near in located.nearest]
    assert distances == sorted(distances)
    assert located.country == "ML"
    assert core.reverse(bourem.lat, bourem.lon).description == "Bourem (Gao region)"


def test_units_of_a_point_by_vintage(core):
    units = core.reverse(15.92, 2.40).units
    assert {
        name for key, name in units.items() if key.startswith("hdx_pcode") and key.endswith(":1")
    } == {"Ménaka"} or "Menaka" in units.values()
    assert core.reverse(0.0, -30.0).units == {}


def test_many_points_agree_with_one_by_one(core):
    points = [(12 + i * 0.03, -8 + i * 0.02) for i in range(250)]
    many = core.reverse_many(points, n=2)
    for number in (0, 100, 249):
        one = core.reverse(*points[number], n=2)
        assert one.description == many[number].description
        assert [n.place.place_id for n in one.nearest] == [
            n.place.place_id for n in many[number].nearest
        ]
        nearest = min(
            WGS84.inv(points[number][1], points[number][0], p.lon, p.lat)[2] / 1000
            for p in core.places()
            if p.feature_class == "P" and p.lat is not None
        )
        assert one.nearest[0].distance_km == pytest.approx(nearest, rel=0.01, abs=0.1)


# geopy's interface


class Fake(Geocoder):
    """An online service that counts its questions."""

    def __init__(self, *, fails=False):
        super().__init__()
        self.asked = []
        self.fails = fails

    def geocode(self, query, *, exactly_one=True, timeout=None):
        self.asked.append(query)
        if self.fails:
            raise geopy.exc.GeocoderTimedOut("too slow")
        found = [Location("Far Away", (1.0, 2.0), {"osm": 1})] if query == "Far Away" else []
        return (found[0] if found else None) if exactly_one else found


def test_code_for_nominatim_runs(core):
    geocoder = GazetteerGeocoder(core)
    location = geocoder.geocode("Bourem", timeout=3)
    assert (location.latitude, location.longitude) == pytest.approx((16.955, -0.349), abs=0.01)
    assert location.address == "Bourem, Gao, ML"
    assert location.raw["place_id"] == "bourem_town"
    assert geocoder.geocode("Zarganta") is None
    assert geocoder.geocode("Zarganta", exactly_one=False) is None
    assert geocoder.geocode({"city": "Bamba", "state": "Gao"}).raw["place_id"].startswith("bamba")
    assert geocoder.reverse("16.955, -0.349").address == "Bourem (Gao region)"
    assert isinstance(geocoder.reverse((16.9, -0.3), exactly_one=False), list)


def test_a_homonym_gives_nothing_or_all_candidates(core):
    assert GazetteerGeocoder(core).geocode("Bamba") is None
    several = GazetteerGeocoder(core).geocode("Bamba", exactly_one=False)
    assert len(several) >= 2
    assert GazetteerGeocoder(core, ambiguous="best").geocode("Bamba").address == several[0].address
    with pytest.raises(geopy.exc.GeocoderQueryError):
        GazetteerGeocoder(core, ambiguous="raise").geocode("Bamba")


def test_an_area_has_no_stand_in_point(core):
    assert GazetteerGeocoder(core).geocode("Gao region") is None


def test_errors_map_both_ways():
    assert isinstance(to_geopy(UnknownPlaceError("x")), geopy.exc.GeocoderQueryError)
    assert isinstance(to_geopy(AmbiguousPlaceError("x", ["a"])), geopy.exc.GeocoderQueryError)
    timed_out = geopy.exc.GeocoderTimedOut("slow")
    ours = from_geopy(timed_out)
    assert isinstance(ours, GeocodingError)
    assert ours.__cause__ is timed_out
    assert to_geopy(ours) is timed_out


def test_a_bad_point_is_geopys_error(core):
    with pytest.raises(geopy.exc.GeocoderQueryError):
        GazetteerGeocoder(core).reverse("not a point")


def test_the_online_chain_is_asked_last_seldom_and_once(core, tmp_path):
    service, waits, now = Fake(), [], [0.0]
    chain = OnlineChain(
        service,
        min_delay_seconds=1.0,
        cache=tmp_path / "answers.sqlite",
        clock=lambda: now[0],
        sleep=waits.append,
    )
    geocoder = GazetteerGeocoder(core, online=chain)
    geocoder.geocode("Bourem")
    assert service.asked == []
    assert geocoder.geocode("Far Away").latitude == 1.0
    assert geocoder.geocode("Far Away").raw == {"osm": 1}
    assert geocoder.geocode("Zarganta Foulbou") is None
    assert geocoder.geocode("Zarganta Foulbou") is None
    assert service.asked == ["Far Away", "Zarganta Foulbou"]
    assert waits == [1.0]


def test_a_failing_service_is_our_error_with_geopys_cause(core):
    geocoder = GazetteerGeocoder(core, online=OnlineChain(Fake(fails=True)))
    with pytest.raises(GeocodingError) as failed:
        geocoder.geocode("Zarganta Foulbou")
    assert isinstance(failed.value.__cause__, geopy.exc.GeocoderTimedOut)
