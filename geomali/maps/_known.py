"""Control as it was known on earlier days, for the page's "known on" setting.

The page cannot derive control itself, so it gets every version of a place's
spans: one for each day on which a claim about the place was reported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geomali.control import control_spans

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["with_known_versions"]

_MOST_ROWS: Final = 200_000
"""Beyond it the page keeps one version, and says that control is not taken back."""
_MARK: Final = "\x1f"
_SAME: Final = ("state", "holder", "claimants", "valid_from", "valid_to", "rule", "claim_ids")


def with_known_versions(
    control: gpd.GeoDataFrame, claims: gpd.GeoDataFrame, actors: Any
) -> gpd.GeoDataFrame:
    """Add earlier versions of the spans, each with the day from which it was known.

    A version without any span is a row without a state.  Frames that already
    hold versions, or that cannot be recomputed, come back as they are.
    """
    needed = {"place_id", "reported_date", "claim_date", "subject", "proposition"}
    if control["known_on"].notna().any() if "known_on" in control.columns else False:
        return control
    if not needed <= set(claims.columns):
        return control
    located = claims[claims["place_id"].notna() & claims["reported_date"].notna()]
    pairs = located[["place_id", "reported_date"]].drop_duplicates()
    if not len(pairs) or not len(control):
        return control
    sizes = located.groupby("place_id").size()
    if int(pairs["place_id"].map(sizes).sum()) > _MOST_ROWS:
        return control
    # One call for all versions: each version of a place stands as a place of its own.
    copies = pairs.rename(columns={"reported_date": "_known"}).merge(
        located.drop(columns="geometry", errors="ignore"), on="place_id"
    )
    copies = copies[copies["reported_date"] <= copies["_known"]]
    stamp = pd.to_datetime(copies["_known"]).dt.strftime("%Y-%m-%d")
    copies = copies.assign(place_id=copies["place_id"] + _MARK + stamp, geometry=None)
    import geopandas as gpd

    frame = gpd.GeoDataFrame(copies.drop(columns="_known"), geometry="geometry", crs=claims.crs)
    found = control_spans(frame, actors=actors)
    split = found["place_id"].str.split(_MARK, n=1)
    found = found.assign(place_id=split.str[0], known_on=split.str[1])
    by_version = dict(iter(found.groupby(["place_id", "known_on"], sort=True)))
    kept: list[pd.DataFrame] = []
    previous: dict[str, list[tuple[str, ...]]] = {}
    points = control.drop_duplicates("place_id").set_index("place_id")
    every = pairs.assign(
        known_on=pd.to_datetime(pairs["reported_date"]).dt.strftime("%Y-%m-%d")
    ).sort_values(["place_id", "known_on"])
    for place, known in every[["place_id", "known_on"]].itertuples(index=False):
        part = by_version.get((place, known))
        signature = (
            [] if part is None else [tuple(map(str, row)) for row in part[list(_SAME)].to_numpy()]
        )
        if signature == previous.get(place, []):
            continue
        previous[place] = signature
        if part is None:
            part = pd.DataFrame({"place_id": [place], "known_on": [known]})
        if place in points.index:
            part = part.assign(
                place_name=points.at[place, "place_name"], geometry=points.at[place, "geometry"]
            )
            kept.append(part.reindex(columns=control.columns))
    if not kept:
        return control
    versions = pd.concat(kept, ignore_index=True)
    for name in ("valid_from", "valid_to", "last_evidence_date", "known_on"):
        versions[name] = pd.to_datetime(versions[name]).astype("datetime64[ms]")
    base = control.copy()
    for name in ("valid_from", "valid_to", "last_evidence_date", "known_on"):
        base[name] = pd.to_datetime(base[name]).astype("datetime64[ms]")
    plain = pd.concat([pd.DataFrame(base), pd.DataFrame(versions)], ignore_index=True)
    return gpd.GeoDataFrame(plain, geometry="geometry", crs=control.crs)
