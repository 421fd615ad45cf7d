"""Figures of displaced people given at several admin levels: whom to add up, so that nobody counts twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geomali.gazetteer import name_key

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["admin_levels", "counted_elsewhere", "finest_figures"]

_UNITS: Final = ("country", "admin1", "admin2", "admin3", "site")
_COUNTS: Final = ("persons", "households", "returnees", "returnee_households")


def admin_levels(figures: pd.DataFrame) -> pd.Series:
    """Admin level of each figure: 0 country, 1 region, 2 cercle, 3 commune, 4 site; the finest it names."""
    import pandas as pd

    level = pd.Series(0, index=figures.index, dtype="int8")
    for number, name in enumerate(_UNITS):
        if name in figures:
            level = level.mask(figures[name].notna(), number).astype("int8")
    return level


def counted_elsewhere(figures: pd.DataFrame) -> pd.Series:
    """Whether others of these figures count the same people: the row must not be added to them.

    See :func:`finest_figures`, which leaves these rows out.
    """
    import numpy as np
    import pandas as pd

    stated = np.zeros(len(figures), dtype=bool)
    here = np.zeros(len(figures), dtype=bool)
    for name, counts in _kept(figures).items():
        stated |= figures[name].notna().to_numpy(dtype=bool)
        here |= counts
    return pd.Series(stated & ~here, index=figures.index)


def finest_figures(figures: pd.DataFrame) -> pd.DataFrame:
    """Leave out figures of people that finer figures of the same round count too.

    A round of the Displacement Tracking Matrix is published per region, per
    cercle and per site.  In each unit the finest level whose figures add up to
    at least the unit's own figure is used; where finer ones add up to less
    they are not all there, and the unit's own figure is used without them.
    Rounds of other dates, of other sources, and displaced people and
    returnees are never held against each other.

    Parameters
    ----------
    figures
        Table ``displacement``.

    Returns
    -------
    DataFrame
        Rows of the same kind in the same order; a number that other rows
        count is missing, and a row without a number left is left out.
    """
    import pandas as pd

    kept = _kept(figures)
    result = figures.copy()
    for name, counts in kept.items():
        result[name] = result[name].where(pd.Series(counts, index=figures.index))
    out: pd.DataFrame = result[~counted_elsewhere(figures)]
    return out


def _kept(figures: pd.DataFrame) -> dict[str, np.ndarray]:
    """Of each column of numbers, the rows that are to be added up."""
    import numpy as np
    import pandas as pd

    level = admin_levels(figures).to_numpy()
    keys = pd.DataFrame({"round": _round_of(figures)}, index=figures.index)
    for name in _UNITS:
        keys[name] = _folded(figures, name)
    kept = {}
    for name in (name for name in _COUNTS if name in figures):
        numbers = (
            pd.to_numeric(figures[name]).astype("Float64").to_numpy("float64", na_value=np.nan)
        )
        stated = ~np.isnan(numbers)
        keep = stated & (level == len(_UNITS) - 1)
        for coarse in range(len(_UNITS) - 2, -1, -1):
            own = stated & (level == coarse)
            if not own.any():
                continue
            units = keys.groupby(["round", *_UNITS[: coarse + 1]], sort=False)
            unit = units.ngroup().to_numpy()
            size = int(unit.max()) + 1
            finer = np.bincount(unit[keep], numbers[keep], size)
            total = np.bincount(unit[own], numbers[own], size)
            told = np.bincount(unit[keep], minlength=size) > 0
            covered = told & (finer >= total)
            has_own = np.bincount(unit[own], minlength=size) > 0
            keep = (keep & (covered | ~has_own)[unit]) | (own & ~covered[unit])
        kept[name] = keep
    return kept


def _round_of(figures: pd.DataFrame) -> pd.Series:
    """What figures are of one count: source and round; without a round, source and date."""
    import pandas as pd

    def text(name: str) -> pd.Series:
        values = figures[name] if name in figures else pd.Series(index=figures.index, dtype=object)
        return values.astype("string").fillna("")

    number = text("round")
    return text("source_id") + "\x1f" + number.where(number != "", "\x1f" + text("date"))


def _folded(figures: pd.DataFrame, name: str) -> list[str]:
    if name not in figures:
        return [""] * len(figures)
    names = figures[name].astype("string").fillna("").tolist()
    folded = {value: name_key(value) for value in set(names)}
    return [folded[value] for value in names]
