"""The map in Firefox: it opens, draws, answers, and its console stays quiet."""

from __future__ import annotations

import maps_sample as sample
import pytest
from firefox_client import Firefox, find_firefox

from geomali.maps import conflict_map, save_offline
from geomali.palette import FAMILIES

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def firefox(tmp_path_factory):
    if find_firefox() is None:
        pytest.skip("needs Firefox (apt-get install firefox-esr)")
    with Firefox(tmp_path_factory.mktemp("firefox")) as browser:
        yield browser


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    page = conflict_map(
        sample.events(), sample.claims(), control=sample.control(), reports=sample.reports(),
        flows=sample.flows(), routes=sample.routes(), displacement=sample.displacement(),
    )  # fmt: skip
    return save_offline(page, tmp_path_factory.mktemp("map") / "map.html")


def test_firefox_draws_the_symbols_and_complains_of_nothing(firefox, path):
    firefox.open(path.as_uri())
    # The map alone: the legend has the same colours.
    firefox.run("document.getElementById('gm-legend').hidden = true")
    for family in ("state", "csp", "jnim"):
        shown = firefox.pixels(FAMILIES[family].colour)
        firefox.run("document.querySelector('.gm-data').style.visibility = 'hidden'")
        bare = firefox.pixels(FAMILIES[family].colour)
        firefox.run("document.querySelector('.gm-data').style.visibility = ''")
        assert shown > bare + 20, f"no symbol of {family} on the picture"
    assert firefox.complaints() == []


def test_firefox_tells_a_story_filters_and_changes_language(firefox, path):
    firefox.open(path.as_uri() + "#v=1&lang=fr")
    title = firefox.run("return document.title")
    assert title == "Mali : qui revendique quoi, et où"
    firefox.run(
        "const m = geomali.app.model;"
        "geomali.app.openSite(m.sites.findIndex(s => s.name === 'Bamba'), true)"
    )
    story = firefox.run("return document.getElementById('gm-panel-body').innerText")
    assert "Contesté" in story
    before = firefox.run("return geomali.app.model.total")
    firefox.run("geomali.app.filters.only('modality', 'alleged')")
    assert 0 < firefox.run("return geomali.app.model.total") < before
    assert firefox.complaints() == []


def test_firefox_sees_what_breaks(firefox, tmp_path):
    # The test above can fail: a script error and a blocked request are complaints.
    bad = tmp_path / "bad.html"
    bad.write_text(
        "<!doctype html><meta http-equiv='Content-Security-Policy' content=\"img-src 'none'\">"
        "<script>document.documentElement.dataset.ready = 'true'; nothing.there();</script>"
        "<img src='http://127.0.0.1:9/x.png'>",
        encoding="utf-8",
    )
    firefox.open(bad.as_uri())
    said = " ".join(firefox.complaints())
    assert "nothing is not defined" in said
    assert "img-src" in said
