"""Shared fixtures, and the rule that in CI nothing is skipped."""

from __future__ import annotations

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
