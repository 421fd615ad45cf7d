"""Build the layer of road corridors from the table beside it.

    python layers/roads/build.py

Reads ``corridors.csv`` and the places of the gazetteer, checks the table, and
writes ``corridors.parquet``.  The same inputs give the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from geomali.roads import build_corridors, check_roads
from geomali.store import write_geoparquet

HERE = Path(__file__).parent


def main() -> int:
    """Check, build, write."""
    table = HERE / "corridors.csv"
    problems = check_roads(table)
    if len(problems):
        sys.stderr.write(problems.to_string(index=False) + "\n")
        return 1
    write_geoparquet(build_corridors(table), HERE / "corridors.parquet", table="corridors")
    return 0


if __name__ == "__main__":
    sys.exit(main())
