"""What an import gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pyarrow as pa

    from geomali.actors import ActorRegistry
    from geomali.gazetteer import Gazetteer

__all__ = ["FORMATS", "Context", "Imported", "Progress"]

FORMATS: Final = (
    "acled",
    "acled_weekly",
    "acled_monthly",
    "ucdp",
    "gdelt",
    "hapi",
    "dtm",
    "sheet",
    "geojson",
)
"""What :func:`geomali.readers.read_file` tells apart."""

Progress = Callable[[int, int], None]
"""Called with the rows done and the rows in all."""


@dataclass(frozen=True, slots=True)
class Context:
    """What every reader needs besides the rows."""

    gazetteer: Gazetteer
    actors: ActorRegistry
    progress: Progress | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """One file, read: what goes into the store, and what does not, with the reason.

    Every data row of the file is in one of ``tables`` (one row each, but for
    the ``joined`` ones, which were put together with another row of the same
    event) or in ``rejects``: ``rows == accepted + rejects.num_rows``.

    ``tables`` are Arrow tables in the columns of ``schema.TABLES``, ready
    for ``Store.commit(**tables, rejects=rejects)``.  ``flags`` (source_file,
    row_number, record_id, flag) says what was odd about rows that were kept; ``notes``
    sums that up in sentences.  ``unmapped_actors`` and ``unmatched_places``
    are the publisher's names that no table of ours knows, with how many rows
    have them.
    """

    format: str
    source: str
    tables: Mapping[str, pa.Table]
    rejects: pa.Table
    rows: int
    flags: pa.Table
    joined: int = 0
    unmapped_actors: Mapping[str, int] = field(default_factory=dict)
    unmatched_places: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def accepted(self) -> int:
        """Rows that are in one of the tables."""
        return self.rows - int(self.rejects.num_rows)

    def __str__(self) -> str:
        parts = [f"{self.source}: {self.format}, {_count(self.rows, 'row')}"]
        parts += [
            f"{table.num_rows:,} {name}"
            for name, table in self.tables.items()
            if name not in ("sources", "rejects")
        ]
        if self.joined:
            parts.append(f"{self.joined:,} joined to another row")
        parts.append(f"{self.rejects.num_rows:,} rejected")
        return ", ".join(parts)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
