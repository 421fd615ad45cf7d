"""Shared fixtures, and the rule that in CI nothing is skipped."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

# A shared or slow machine must not fail a law that holds.
settings.register_profile("geomali", deadline=None, derandomize=True)
settings.load_profile("geomali")

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of reference data beside the checkout; skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("needs the reference data in ../shared")
    return SHARED


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium; skips where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    pytest.skip("needs Chromium (apt-get install chromium)")


@pytest.fixture(scope="module")
def browser():
    """Chromium for the pages of one module; skips where there is none."""
    from geomali.maps import find_chromium

    if find_chromium() is None:
        pytest.skip("needs Chromium")
    from maps_browser import FLAGS
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tool:
        chromium = tool.chromium.launch(executable_path=str(find_chromium()), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def gazetteer():
    """Shipped gazetteer."""
    from geomali.gazetteer import load_gazetteer

    return load_gazetteer()


@pytest.fixture(scope="session")
def actors():
    """Shipped actors."""
    from geomali.actors import load_actors

    return load_actors()


@pytest.fixture(scope="session")
def as_report(tmp_path_factory):
    """Make a report of a text."""
    from geomali.reports import read_reports

    folder = tmp_path_factory.mktemp("reports")

    def make(text: str, *, lang: str = "en", published: str | None = "2022-06-15"):
        path = folder / "one.jsonl"
        line = {"report_id": "r", "text": text, "lang": lang}
        if published:
            line["published"] = published
        path.write_text(json.dumps(line) + "\n", encoding="utf-8")
        return read_reports(path).reports[0]

    return make


@pytest.fixture(scope="session")
def code(as_report, gazetteer, actors):
    """Code a text."""
    from geomali.extract import code_report

    def run(text: str, *, lang: str = "en", published: str | None = "2022-06-15"):
        return code_report(
            as_report(text, lang=lang, published=published), gazetteer=gazetteer, actors=actors
        )

    return run


@pytest.fixture(autouse=True)
def own_data_dir(tmp_path_factory, monkeypatch):
    """No test sees, or touches, what the user of this machine has installed."""
    monkeypatch.setenv("GEOMALI_DATA", str(tmp_path_factory.mktemp("user-data")))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if os.environ.get("CI") and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: skipped or xfailed, which CI counts as a failure"
    return report
