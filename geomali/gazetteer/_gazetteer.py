"""The gazetteer: one object that answers every question about names and places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from geomali.errors import AmbiguousPlaceError, UnknownPlaceError
from geomali.gazetteer._fold import name_key
from geomali.gazetteer._hints import NO_HINTS, AdminUnits, Hints
from geomali.gazetteer._index import Index
from geomali.gazetteer._layers import Layer, SqliteLayer, TableLayer
from geomali.gazetteer._records import Name, NameSpan, Place, Resolution
from geomali.gazetteer._resolve import Resolver
from geomali.resources import data_path, user_data_dir

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geomali.gazetteer._find import NameFinder
    from geomali.gazetteer._reverse import Located, NearestPlaces

__all__ = ["Gazetteer", "Near", "load_gazetteer"]

INSTALLED = "gazetteer.sqlite"
USER_PLACES, USER_NAMES = "places_user.csv", "names_user.csv"

Near = str | tuple[float, float] | Iterable[str | tuple[float, float]]
"""What a name is said to be near: place ids, names, or (lat, lon)."""


def load_gazetteer(*, data_dir: Path | str | None = None, core_only: bool = False) -> Gazetteer:
    """Open the shipped places, what the user added, and what was installed.

    Parameters
    ----------
    data_dir
        Where the user's own data are (default: :func:`geomali.resources.user_data_dir`).
    core_only
        Leave out what was added or installed, so that answers are the same everywhere.
    """
    core = data_path("gazetteer/places.csv").parent
    layers: list[Layer] = []
    if not core_only:
        folder = Path(data_dir) if data_dir is not None else user_data_dir()
        if (folder / USER_PLACES).is_file() or (folder / USER_NAMES).is_file():
            layers.append(TableLayer(folder / USER_PLACES, folder / USER_NAMES, "user"))
    layers.append(
        TableLayer(core / "places.csv", core / "names.csv", "core", keys=core / "places.keys")
    )
    if not core_only and (folder / INSTALLED).is_file():
        layers.append(SqliteLayer(folder / INSTALLED))
    else:
        # Who else bears the names of the shipped places, as the dump would say.
        layers.append(
            TableLayer(
                core / "namesakes.csv", core / "namesake_names.csv", "install",
                keys=core / "namesakes.keys",
            )
        )  # fmt: skip
    return Gazetteer(layers, admin_units=core / "admin_units.csv")


class _Answers(dict[str | tuple[str | None, ...], Resolution]):
    """Answers to questions, each asked when first wanted."""

    def __init__(self, ask: Callable[[str | tuple[str | None, ...]], Resolution]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, question: str | tuple[str | None, ...]) -> Resolution:
        answer = self[question] = self._ask(question)
        return answer


class Gazetteer:
    """Places and their names; made by :func:`load_gazetteer`."""

    def __init__(self, layers: Sequence[Layer], *, admin_units: Path | None = None) -> None:
        self.index = Index(layers)
        self._admin_units = admin_units
        self._units: AdminUnits | None = None
        self._resolver: Resolver | None = None
        self._finder: NameFinder | None = None
        self._areas: dict[str, BaseGeometry] | None = None
        self._nearest: NearestPlaces | None = None

    @property
    def units(self) -> AdminUnits:
        """Admin units of every vintage of the map."""
        if self._units is None:
            self._units = AdminUnits(
                self._admin_units, self._unit_names, self._country_of, self._checked_places,
                self._checked_points,
            )  # fmt: skip
        return self._units

    @property
    def nearest_places(self) -> NearestPlaces:
        """Every town and village by position."""
        if self._nearest is None:
            from geomali.gazetteer._reverse import NearestPlaces

            self._nearest = NearestPlaces(list(self.places()))
        return self._nearest

    def _checked_places(self) -> list[Place]:
        """The shipped places."""
        return [
            place
            for layer in self.index.layers
            if layer.layer == "core"
            for place in map(layer.place, layer.place_ids())
            if place is not None
        ]

    def _checked_points(self) -> Iterable[tuple[float, float]]:
        """Where the shipped towns and villages lie."""
        for layer in self.index.layers:
            if isinstance(layer, TableLayer) and layer.layer == "core":
                yield from layer.towns()

    def _country_of(self, place_id: str) -> str:
        place = self.index.place(place_id)
        return place.country if place is not None else ""

    def _unit_names(self, place_id: str) -> list[str]:
        return [name.text for name in self.names(place_id)]

    @property
    def _resolve(self) -> Resolver:
        if self._resolver is None:
            self._resolver = Resolver(self.index, self.units)
        return self._resolver

    def place(self, place_id: str) -> Place:
        """The place of an id.

        Raises
        ------
        UnknownPlaceError
            No place has it.
        """
        found = self.index.place(place_id)
        if found is None:
            raise UnknownPlaceError(place_id, "no place of that id in the gazetteer")
        return found

    def places(self) -> Iterable[Place]:
        """Every place, the shipped ones first."""
        return (self.place(place_id) for place_id in self.index.place_ids())

    def names(self, place_id: str) -> list[Name]:
        """Every name of a place."""
        found: dict[str, Name] = {}
        for layer in self.index.layers:
            for name in layer.names_of(place_id):
                found.setdefault(name.text, name)
        return list(found.values())

    def resolve(
        self,
        name: str,
        *,
        admin1: str | None = None,
        admin2: str | None = None,
        country: str | None = None,
        near: Near | None = None,
        on: date | None = None,
    ) -> Resolution:
        """Say which place a name means, or why that cannot be said.

        Parameters
        ----------
        name
            As written: a name, coordinates, or a description such as
            "30 km west of Aguelhok" or "CSCom de Tarkint".
        admin1, admin2
            Region and cercle it is said to lie in, by any vintage of the map; a name or a p-code.
            A cercle given as ``admin1`` is taken for the cercle it is.
        country
            ISO code of two letters, or name.
        near
            What else is named beside it: place ids, names or (lat, lon).
        on
            Day that the text is about: an admin unit not in force then is not meant.

        Returns
        -------
        Resolution
            ``resolved``, ``ambiguous`` (with ranked candidates) or ``unknown``; never an exception.
        """
        bare = admin1 is None and admin2 is None and country is None and near is None and on is None
        hints = NO_HINTS if bare else self._hints(admin1, admin2, country, near, on)
        resolver = self._resolver or self._resolve
        if " " not in name:
            return resolver.resolve(name, hints)
        if bare:
            answer = resolver.known(name)
            if answer is not None:
                return answer
        from geomali.gazetteer._describe import describe

        return describe(name, resolver, hints)

    def resolve_many(
        self,
        names: Iterable[str | Mapping[str, str | None]],
        *,
        admin1: str | None = None,
        admin2: str | None = None,
        country: str | None = None,
        near: Near | None = None,
        on: date | None = None,
    ) -> list[Resolution]:
        """Resolve many names, each distinct question once.

        Parameters
        ----------
        names
            Names, or mappings with ``name`` and any of ``admin1``, ``admin2``, ``country``.
        admin1, admin2, country, near, on
            As in :meth:`resolve`, for the names that say nothing themselves.
        """

        def ask(question: str | tuple[str | None, ...]) -> Resolution:
            if isinstance(question, str):
                question = question, admin1, admin2, country
            name, in_admin1, in_admin2, in_country = question
            return self.resolve(
                name or "", admin1=in_admin1, admin2=in_admin2, country=in_country, near=near, on=on
            )

        items, answers = names if isinstance(names, list) else list(names), _Answers(ask)
        if set(map(type, items)) <= {str}:
            # A table's column: one look-up a row, without a loop of our own.
            return list(map(answers.__getitem__, cast("list[str]", items)))
        return [
            answers[
                item
                if isinstance(item, str)
                else (
                    item.get("name"),
                    item.get("admin1") or admin1,
                    item.get("admin2") or admin2,
                    item.get("country") or country,
                )
            ]
            for item in items
        ]

    def within(self, unit: str) -> str:
        """The name or p-code of a region or cercle, as given, once it is known to be one.

        Raises
        ------
        UnknownPlaceError
            No map has a region or cercle of that name or p-code.
        """
        if not self.units.level(unit):
            raise UnknownPlaceError(unit, "no region, cercle or p-code of that name is known")
        return unit

    def resolve_one(self, name: str, **hints: str | None) -> Place:
        """Like :meth:`resolve`, but anything short of one place raises.

        Raises
        ------
        UnknownPlaceError, AmbiguousPlaceError
        """
        answer = self.resolve(name, **hints)  # type: ignore[arg-type]
        if answer.status == "ambiguous":
            raise AmbiguousPlaceError(name, [c.place.place_id for c in answer.candidates])
        if answer.place is None:
            raise UnknownPlaceError(name, answer.reason)
        return answer.place

    def _hints(
        self,
        admin1: str | None,
        admin2: str | None,
        country: str | None,
        near: Near | None,
        on: date | None,
    ) -> Hints:
        if not (admin1 or admin2 or country or near or on):
            return NO_HINTS
        if admin1 and not admin2 and self.units.level(admin1) == "2":
            admin1, admin2 = None, admin1
        return Hints(
            admin1=admin1 or None,
            admin2=admin2 or None,
            country=self._country(country) if country else None,
            near=self._points(near),
            on=on,
        )

    def _country(self, country: str) -> str:
        """ISO code of a country given by code or name."""
        if len(country) == 2:
            return country.upper()
        for hit in self.index.exact(name_key(country)):
            place = self.index.place(hit.place_id)
            if place is not None and place.feature_code.startswith("PCL"):
                return place.country
        return country

    def _points(self, near: Near | None) -> tuple[tuple[float, float], ...]:
        if near is None:
            return ()
        if isinstance(near, str):
            items: list[str | tuple[float, float]] = [near]
        elif isinstance(near, tuple) and len(near) == 2 and not isinstance(near[0], (str, tuple)):
            items = [(float(near[0]), float(near[1]))]
        else:
            items = list(near)
        points = []
        for item in items:
            if not isinstance(item, str):
                points.append((float(item[0]), float(item[1])))
                continue
            place = self.index.place(item)
            if place is not None:
                if place.lat is not None and place.lon is not None:
                    points.append((place.lat, place.lon))
                continue
            answer = self.resolve(item)
            if answer.lat is not None and answer.lon is not None:
                points.append((answer.lat, answer.lon))
        return tuple(points)

    def nearest_names(self, name: str, *, max_errors: int = 2) -> list[tuple[str, int]]:
        """Known names nearest to a spelling, each with how many typing errors lie between.

        This only compares spellings (folded; an error is a letter more, less,
        other, or two swapped); whether the place is meant is for :meth:`resolve` to say.

        Parameters
        ----------
        name
            As written.
        max_errors
            1 or 2; the nearest names beyond it are not looked for.
        """
        key = name_key(name)
        found = [(0, key)] if self.index.exact(key) else []
        if not found and key:
            found = self.index.near_keys(key, max_errors, nearest=True)
        least = min((errors for errors, _ in found), default=0)
        return [
            (text, errors)
            for errors, near in found
            if errors == least
            for text in dict.fromkeys(hit.name for hit in self.index.exact(near))
        ]

    def find_names(self, text: str) -> list[NameSpan]:
        """Known names in a text, in order: longest match, whole words, offsets in code points.

        A name counts where it is written with a capital (or in a script that has none).
        Whether it means the place there is for :func:`geomali.geoparse.find_places` to say.
        """
        if self._finder is None:
            from geomali.gazetteer._find import NameFinder

            self._finder = NameFinder(self.index)
        return list(self._finder.find(text))

    def area(self, place_id: str) -> BaseGeometry | None:
        """Outline of an area in degrees (lon, lat), or None if none is known."""
        if self._areas is None:
            from geomali.gazetteer._areas import load_areas

            self._areas = load_areas()
        return self._areas.get(place_id)

    def reverse(self, lat: float, lon: float, *, n: int = 3) -> Located:
        """What lies at a point: nearest places, admin units, and a description in words.

        Parameters
        ----------
        lat, lon
            Degrees.
        n
            How many nearest places to return.
        """
        return self.reverse_many([(lat, lon)], n=n)[0]

    def reverse_many(self, points: Sequence[tuple[float, float]], *, n: int = 3) -> list[Located]:
        """Like :meth:`reverse`, for many (lat, lon) at once."""
        from geomali.gazetteer._reverse import locate

        return locate(points, self.nearest_places, self.units.rows, n=n)
