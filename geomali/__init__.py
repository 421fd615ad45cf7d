"""Map who claims what, where and on what evidence, from reports on the war in Mali."""

from __future__ import annotations

__version__ = "0.1.0"
