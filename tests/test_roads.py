"""Roads: the corridor table against the ground, the seasons, and published lengths."""

from __future__ import annotations

import csv
import filecmp
import re
import runpy
import shutil
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
import shapely
from pyproj import Geod

from geomali.errors import SourceFormatError
from geomali.gazetteer import load_gazetteer
from geomali.roads import (
    build_corridors,
    check_roads,
    compare_lengths,
    install,
    load_roads,
    month_of,
    open_in,
    read_corridors,
    speeds_in,
)
from geomali.roads._installed import installed_path

ROOT = Path(__file__).parents[1]
GEOD = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def network():
    return load_roads(embedded=True)


def test_the_shipped_table_passes_its_checks():
    assert check_roads().to_dict("records") == []


def changed(tmp_path, corridor, **values):
    rows = read_corridors()
    row = next(r for r in rows if r["corridor_id"] == corridor)
    row.update(values)
    path = tmp_path / "corridors.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize(
    ("values", "words"),
    [
        # Ansongo - Gao is 90 km as the crow flies; the first stretch, to Bara, 64.
        ({"length_km": "60"}, "below the straight line"),
        ({"length_km": "130"}, "over 1.6 times"),
        ({"from_place": "nowhere_at_all"}, "not in the gazetteer"),
        ({"to_place": "gao_region"}, "is an area"),
        ({"surface": "ice"}, "surface is 'ice'"),
        ({"months_closed": "8 to 12"}, "not like 8-12"),
        ({"speed_wet_kmh": "0"}, "speed_wet_kmh is not a positive number"),
        ({"length_confirmed": "yes", "check": ""}, "does not say by what"),
    ],
)
def test_a_wrong_row_is_found(tmp_path, values, words):
    problems = check_roads(changed(tmp_path, "gao_ansongo", **values))
    assert any(words in text for text in problems["problem"]), problems.to_string()
    assert set(problems["corridor_id"]) <= {"gao_ansongo", ""}


def test_an_unknown_place_cannot_be_built(tmp_path):
    with pytest.raises(SourceFormatError, match="nowhere_at_all"):
        build_corridors(changed(tmp_path, "gao_ansongo", from_place="nowhere_at_all"))


def test_the_layer_is_what_the_table_says(tmp_path):
    shutil.copy(ROOT / "layers/roads/corridors.csv", tmp_path)
    shutil.copy(ROOT / "layers/roads/build.py", tmp_path)
    assert runpy.run_path(str(tmp_path / "build.py"))["main"]() == 0
    shipped = ROOT / "layers/roads/corridors.parquet"
    assert filecmp.cmp(tmp_path / "corridors.parquet", shipped, shallow=False)


def test_lengths_are_not_below_the_ground_distance(network):
    frame = network.stretches
    ends = [
        shapely.get_coordinates(shapely.get_point(frame.geometry.to_numpy(), i)) for i in (0, -1)
    ]
    metres = GEOD.inv(*ends[0].T, *ends[1].T)[2]
    assert (frame["length_km"].to_numpy() >= metres / 1000).all()


def test_every_seat_of_a_region_is_on_the_network(network):
    places = {p.place_id: p for p in load_gazetteer(core_only=True).places()}
    on = set(network.nodes["place_id"])
    # The eleven seats by the ten-region map and Bamako, by hand.
    seats = {
        "kayes_town", "koulikoro_town", "sikasso_town", "segou_town", "mopti_town",
        "tombouctou_town", "gao_town", "kidal_town", "menaka_town", "taoudenni", "bamako_town",
    }  # fmt: skip
    assert seats <= on
    cercles = [p for p in places.values() if p.country == "ML" and p.feature_code == "PPLA2"]
    joined = [p for p in cercles if p.place_id in on]
    assert len(joined) >= 0.95 * len(cercles), sorted(
        {p.name for p in cercles} - {p.name for p in joined}
    )


def test_the_network_is_in_one_piece_without_boats(network):
    frame = network.stretches[network.stretches["mode"] != "river"]
    graph = nx.Graph(zip(frame["from_node"], frame["to_node"], strict=True))
    assert nx.is_connected(graph)
    # Lake Débo's landing is reached by boat only.
    alone = set(network.nodes.index) - set(graph)
    assert set(network.nodes["place_id"].iloc[sorted(alone)]) == {"akka"}


def test_every_neighbour_can_be_reached(network):
    places = load_gazetteer(core_only=True)
    countries = {places.place(place).country for place in network.nodes["place_id"]}
    assert countries == {"ML", "DZ", "NE", "BF", "MR", "SN", "GN", "CI"}


def test_lines_start_and_end_at_their_places(network):
    points = shapely.get_coordinates(network.nodes.geometry.to_numpy())
    for end, index in (("from_node", 0), ("to_node", -1)):
        xy = shapely.get_coordinates(
            shapely.get_point(network.stretches.geometry.to_numpy(), index)
        )
        assert np.abs(xy - points[network.stretches[end]]).max() < 1e-5


def test_seasons():
    assert [month_of(s) for s in ("dry", "wet", "flood", 7, "11")] == [3, 9, 12, 7, 11]
    for wrong in ("summer", 0, 13, "0"):
        with pytest.raises(ValueError, match=r"season|month"):
            month_of(wrong)


def test_boats_run_when_the_river_is_high_and_tracks_of_the_delta_do_not(network):
    frame = network.stretches.set_index("stretch_id", drop=False)
    boat, track = "niger_mopti_niafunke_1", "tenenkou_mopti_1"
    for season, boats, tracks in (("dry", False, True), ("flood", True, False), (1, True, False)):
        usable = dict(zip(frame.index, open_in(frame, season), strict=True))
        assert (usable[boat], usable[track]) == (boats, tracks), season
    assert (speeds_in(frame, "wet") <= speeds_in(frame, "dry")).all()


def published(shared, name):
    """Place ids for the names of the published lists, by hand where they differ."""
    by_hand = {
        "Tombouctou": "tombouctou_town", "Timbuktu": "tombouctou_town", "Niafounke": "niafunke_town",
        "Bobo_Dioulasso": "bobo_dioulasso", "Mougna": "mougna_djenne", "Abala": "abala_niger",
    }  # fmt: skip
    places = load_gazetteer(core_only=True)
    found = []
    with (shared / "data/roads" / name).open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            ids = [
                by_hand.get(word) or places.resolve(word.replace("_", " ")).place_id
                for word in (row["#name1"], row["name2"])
            ]
            if all(ids):
                found.append((*ids, float(row["distance"]), name))
    return found


def test_lengths_beside_published_ones(network, shared):
    references = published(shared, "fabflee_mali2017_routes.csv")
    references += published(shared, "flee_mali2012_routes.csv")
    table = compare_lengths(network, references)
    assert len(table) > 80
    # The lists contradict the ground here; nobody can agree with them.
    impossible = table[table["verdict"] == "below_straight_line"]
    assert {("douentza_town", "tombouctou_town"), ("nara_town", "kolokani_town")} <= set(
        zip(impossible["from_place"], impossible["to_place"], strict=True)
    )
    possible = table[table["verdict"] != "below_straight_line"]
    assert (possible["verdict"] == "no_road").sum() == 0
    assert (possible["verdict"] == "agrees").mean() > 0.75, possible[
        possible["verdict"] == "differs"
    ].to_string()
    assert 0.97 < possible["ratio"].median() < 1.03


def test_lengths_beside_the_shipped_references(network):
    table = compare_lengths(network)
    with (ROOT / "layers/roads/references.csv").open(encoding="utf-8") as file:
        assert len(table) == len(list(csv.DictReader(file))) > 40  # every place is a node
    assert not set(table["verdict"]) & {"no_road", "below_straight_line"}
    assert (table["verdict"] == "agrees").mean() > 0.9, table.to_string()


def test_confirmed_lengths_name_what_confirms_them(network):
    """Every confirmed stretch is held against a source that is not the one of its length."""
    frame = network.stretches[network.stretches["length_confirmed"]]
    for row in frame.itertuples():
        own = row.length_source.removeprefix("split:")
        named = set(re.findall(r"\((\w+)\)", row.check))
        assert named - {own}, (row.stretch_id, row.length_source, row.check)


def test_comparing_says_which_way(network):
    table = compare_lengths(
        network,
        [("gao_town", "ansongo_town", 97.0, "a"), ("gao_town", "ansongo_town", 60.0, "b"),
         ("gao_town", "ansongo_town", 150.0, "c"), ("gao_town", "no_such_place", 10.0, "d")],
    )  # fmt: skip
    assert table["verdict"].tolist() == ["agrees", "below_straight_line", "differs"]
    # Gao to Ansongo is 68 + 29 km in the table.
    assert table["length_km"].tolist() == [97.0] * 3


# OpenStreetMap ---------------------------------------------------------------
#
#   1 --- 2 --- 3 --- 4        way 10: 1-2-3-4 primary, one-way from 1 to 4
#         |     |              way 11: 2-5-6 tertiary; 5 is a plain bend
#         5     B              way 12: 3-B-7 track; B is a locked gate
#         |     |              way 13: 6-7 ferry
#         6 ~~~ 7              way 14: 6-8 residential, private
#
LAYOUT = {
    1: (-4.0, 14.5), 2: (-3.9, 14.5), 3: (-3.8, 14.5), 4: (-3.7, 14.5), 5: (-3.9, 14.4),
    6: (-3.9, 14.3), 7: (-3.8, 14.3), 8: (-3.95, 14.3), 9: (-3.8, 14.4),
}  # fmt: skip


def extract(path, *, ways=None, nodes=None, barrier=None):
    osmium = pytest.importorskip("osmium")
    from osmium.osm.mutable import Node, Way

    writer = osmium.SimpleWriter(str(path))
    for number, xy in sorted((nodes or LAYOUT).items()):
        tags = (barrier or {"barrier": "gate", "locked": "yes"}) if number == 9 else {}
        writer.add_node(Node(id=number, location=xy, tags=tags))
    for number, members, tags in ways or (
        (
            10,
            [1, 2, 3, 4],
            {"highway": "primary", "oneway": "yes", "ref": "RN16", "name": "Route <b>"},
        ),
        (11, [2, 5, 6], {"highway": "tertiary", "surface": "sand", "maxspeed": "20"}),
        (12, [3, 9, 7], {"highway": "track"}),
        (13, [6, 7], {"route": "ferry"}),
        (14, [6, 8], {"highway": "residential", "access": "private"}),
        (15, [1, 2], {"highway": "footway"}),
    ):
        writer.add_way(Way(id=number, nodes=members, tags=tags))
    writer.close()
    return path


@pytest.fixture
def installed(tmp_path):
    return install(extract(tmp_path / "mali.osm.pbf"))


def test_an_extract_becomes_edges_between_junctions(installed):
    frame = installed.stretches.set_index("stretch_id")
    # Way 10 is cut where 11 and 12 meet it; the bend 5 is no junction; 14 and 15 are not for cars.
    assert sorted(frame.index) == ["w10_1", "w10_2", "w10_3", "w11_1", "w12_1", "w12_2", "w13_1"]
    assert frame.loc["w11_1", "geometry"].coords[:] == [LAYOUT[2], LAYOUT[5], LAYOUT[6]]
    straight = GEOD.line_length(*zip(LAYOUT[2], LAYOUT[5], LAYOUT[6], strict=True)) / 1000
    assert frame.loc["w11_1", "length_km"] == pytest.approx(straight, abs=1e-6)
    assert frame.loc["w10_1", ["number", "name", "mode", "oneway"]].tolist() == [
        "RN16", "Route <b>", "road", True,
    ]  # fmt: skip
    assert frame.loc["w11_1", ["surface", "speed_dry_kmh", "oneway"]].tolist() == [
        "sand",
        20,
        False,
    ]
    assert frame.loc["w13_1", ["mode", "wait_h"]].tolist() == ["ferry", 0.5]


def test_a_locked_gate_cuts_the_road_and_an_open_one_does_not(tmp_path, installed):
    def joined(network):
        frame = network.stretches
        graph = nx.Graph(zip(frame["from_node"], frame["to_node"], strict=True))
        ends = frame.set_index("stretch_id")
        return nx.has_path(
            graph.edge_subgraph(
                [tuple(ends.loc[s, ["from_node", "to_node"]]) for s in ("w12_1", "w12_2")]
            ),
            ends.loc["w12_1", "from_node"],
            ends.loc["w12_2", "to_node"],
        )

    assert not joined(installed)
    passable = install(extract(tmp_path / "open.osm.pbf", barrier={"barrier": "gate"}))
    assert joined(passable)
    waits = passable.stretches.set_index("stretch_id")["wait_h"]
    assert waits["w12_1"] + waits["w12_2"] == pytest.approx(0.05)


def test_one_way_against_the_drawing_is_turned_round(tmp_path):
    ways = ((1, [1, 2], {"highway": "primary", "oneway": "-1"}),)
    network = install(extract(tmp_path / "back.osm.pbf", ways=ways))
    assert network.stretches.geometry.iloc[0].coords[:] == [LAYOUT[2], LAYOUT[1]]
    assert network.stretches["oneway"].tolist() == [True]


def test_a_way_that_leaves_the_extract_is_cut_there(tmp_path):
    nodes = {k: v for k, v in LAYOUT.items() if k != 3}
    ways = ((10, [1, 2, 3, 4, 9], {"highway": "primary"}),)
    network = install(
        extract(tmp_path / "clipped.osm.pbf", ways=ways, nodes=nodes, barrier={"a": "b"})
    )
    drawn = [shape.coords[:] for shape in network.stretches.geometry]
    assert drawn == [[LAYOUT[1], LAYOUT[2]], [LAYOUT[4], LAYOUT[9]]]


def test_the_installed_network_is_used_until_asked_otherwise(installed):
    assert load_roads().source == installed.source
    assert "OpenStreetMap" in load_roads().source
    assert load_roads(embedded=True).is_schematic


def test_a_bad_file_leaves_the_network_as_it_was(tmp_path, installed):
    broken = tmp_path / "broken.osm.pbf"
    broken.write_bytes(b"not an extract at all" * 50)
    for path, words in (
        (broken, "not an OpenStreetMap"),
        (tmp_path / "none.osm.pbf", "no such file"),
    ):
        with pytest.raises(SourceFormatError, match=words):
            install(path)
    empty = ((1, [1, 2], {"highway": "footway"}),)
    with pytest.raises(SourceFormatError, match="no road"):
        install(extract(tmp_path / "empty.osm.pbf", ways=empty))
    assert (
        load_roads().stretches["stretch_id"].tolist() == installed.stretches["stretch_id"].tolist()
    )


def test_installing_twice_gives_the_same_bytes(tmp_path):
    path = extract(tmp_path / "mali.osm.pbf")
    install(path)
    first = installed_path().read_bytes()
    install(path)
    assert installed_path().read_bytes() == first


def test_a_damaged_network_says_so(installed):
    installed_path().write_bytes(b"PK\x03\x04 half")
    with pytest.raises(SourceFormatError, match="install it again"):
        load_roads()
    assert load_roads(embedded=True)


def test_places_are_joined_to_the_nearest_node(tmp_path):
    mopti = load_gazetteer(core_only=True).place("mopti_town")
    nodes = {1: (mopti.lon + 0.002, mopti.lat), 2: (mopti.lon + 0.3, mopti.lat), 9: (0.0, 0.0)}
    ways = ((1, [1, 2], {"highway": "primary"}),)
    network = install(extract(tmp_path / "m.osm.pbf", ways=ways, nodes=nodes))
    assert network.stretches["from_place"].tolist() == ["mopti_town"]
    assert network.stretches["from_name"].tolist() == ["Mopti"]
