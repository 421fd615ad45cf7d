"""Where the shipped reference data and the user's own data are."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["data_path", "user_data_dir"]


def data_path(relative: str) -> Path:
    """Path of a shipped file or folder, such as ``gazetteer/places.csv``.

    In a checkout (or an editable install of one) the checkout's own folders
    come first, so that an edit is seen at once; in a wheel they are found
    inside the package.

    Raises
    ------
    FileNotFoundError
        Neither has it.
    """
    # importlib.resources says the same and costs 5 ms, which a name looked up would pay.
    package = Path(__file__).resolve().parent
    for root in (package.parent, package / "_data"):
        if root == package.parent and not (root / "pyproject.toml").is_file():
            continue
        path = root / relative
        if path.exists():
            return path
    raise FileNotFoundError(f"shipped data {relative!r} is missing; reinstall geomali")


def user_data_dir() -> Path:
    """Folder for what the user installs: ``GEOMALI_DATA``, or the platform's data folder."""
    chosen = os.environ.get("GEOMALI_DATA")
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "geomali"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "geomali"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "geomali"
