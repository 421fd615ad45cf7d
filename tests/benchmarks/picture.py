"""Make README's picture: the sample reports built, the map opened at Bourem, one PNG.

Run ``python tests/benchmarks/picture.py``; it writes ``docs/map.png``.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from urllib.parse import urlencode

import geomali
from geomali.maps import render_png
from geomali.resources import data_path

TARGET = Path(__file__).parents[2] / "docs" / "map.png"


def main(target: Path = TARGET) -> Path:
    """Build the sample and take the picture."""
    sample = data_path("layers/sample")
    bourem = geomali.load_gazetteer().place("bourem_town")
    with tempfile.TemporaryDirectory() as folder:
        published = geomali.read_published(sample / "published.csv")
        summary = geomali.build([sample], Path(folder), published=published)
        state = {
            "v": "1",
            "from": "2023-08-01",
            "to": "2024-08-31",
            "view": "17.9,0.4,7",
            "site": f"{bourem.lon:.5f},{bourem.lat:.5f}",
        }
        return render_png(
            summary.outputs["map"], target, width=1440, height=860, link=urlencode(state)
        )


if __name__ == "__main__":
    print(main())
