"""PDF and PNG of a saved page through a Chromium that is on the machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from geomali.errors import GeomaliError

__all__ = ["find_chromium", "render_pdf", "render_png"]

_NAMES: Final = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)
_PLACES: Final = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
_WAIT_MS: Final = 15_000
_LIMIT_S: Final = 180


def find_chromium() -> Path | None:
    """Path of a Chromium, Chrome or Edge, or None; ``GEOMALI_CHROMIUM`` comes first."""
    chosen = os.environ.get("GEOMALI_CHROMIUM")
    if chosen:
        return Path(chosen) if Path(chosen).is_file() else None
    for name in _NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    return next((Path(place) for place in _PLACES if Path(place).is_file()), None)


def render_pdf(
    path_html: str | os.PathLike[str], path_pdf: str | os.PathLike[str], *, link: str = ""
) -> Path:
    """Print a saved page on one A4 sheet, landscape.

    Parameters
    ----------
    path_html, path_pdf
        A page of `save_offline`, and the file to write.
    link
        State to print: the part after ``#`` of the page's own "link to this view".

    Raises
    ------
    GeomaliError
        No Chromium is found, or it failed.
    """
    return _render(
        path_html,
        path_pdf,
        ["--no-pdf-header-footer"],
        "--print-to-pdf",
        f"#print=1&{link.lstrip('#')}",
    )


def render_png(
    path_html: str | os.PathLike[str],
    path_png: str | os.PathLike[str],
    *,
    width: int = 1440,
    height: int = 900,
    link: str = "",
) -> Path:
    """Take a picture of a saved page as it opens.

    Parameters
    ----------
    path_html, path_png
        A page of `save_offline`, and the file to write.
    width, height
        Of the window, in pixels.
    link
        State to show: the part after ``#`` of the page's own "link to this view".

    Raises
    ------
    GeomaliError
        No Chromium is found, or it failed.
    """
    size = ["--hide-scrollbars", f"--window-size={width},{height}"]
    return _render(path_html, path_png, size, "--screenshot", f"#{link.lstrip('#')}")


def _render(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    options: list[str],
    verb: str,
    link: str,
) -> Path:
    browser = find_chromium()
    if browser is None:
        message = (
            "no Chromium, Chrome or Edge found: install one, or set GEOMALI_CHROMIUM to its path"
        )
        raise GeomaliError(message)
    page, out = Path(source).resolve(), Path(target).resolve()
    if not page.is_file():
        message = f"{page}: no such page"
        raise GeomaliError(message)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="geomali-") as profile:
        staged = Path(profile) / f"page{out.suffix or '.pdf'}"
        command = [
            str(browser),
            "--headless",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--force-prefers-reduced-motion",  # no panel is caught half faded in
            f"--user-data-dir={profile}/profile",
            f"--virtual-time-budget={_WAIT_MS}",
            *options,
            f"{verb}={staged}",
            page.as_uri() + link,
        ]
        if sys.platform.startswith("linux") and os.geteuid() == 0:
            command.insert(2, "--no-sandbox")  # Chromium refuses to start as root with it
        try:
            done = subprocess.run(command, capture_output=True, timeout=_LIMIT_S, check=False)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired) as error:
            message = f"{browser} did not finish: {error}"
            raise GeomaliError(message) from error
        if done.returncode or not staged.is_file() or not staged.stat().st_size:
            last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
            message = f"{browser} wrote no file (status {done.returncode}) {' '.join(last)}".strip()
            raise GeomaliError(message)
        shutil.move(staged, out)
    return out
