"""The command line: arguments, paths, progress and messages; no logic.

Every heavy library is imported inside the command that needs it, so that
``--help`` and ``resolve`` answer at once.
"""

from __future__ import annotations

from geomali.cli import _places, _reports, _routes, _stores
from geomali.cli._base import main

__all__ = ["main"]

# Importing a module of commands is what adds them to the program.
del _places, _reports, _routes, _stores
