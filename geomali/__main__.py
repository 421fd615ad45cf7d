"""``python -m geomali``."""

from geomali.cli import main

main()
