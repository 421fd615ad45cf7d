"""Names to places beside what one would use instead, on the same names in one run.

Run it as a script. CPU seconds, rounds interleaved, medians; the figures of
interest are the ratios, since machines differ.
"""

from __future__ import annotations

import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

import ahocorasick_rs
from rapidfuzz import distance, process

from geomali.gazetteer import load_gazetteer
from geomali.gazetteer._gazetteer import Gazetteer
from geomali.gazetteer._layers import TableLayer

LETTERS = "abcdefghijklmnopqrstuvwxyz"
ONSETS = [
    "b",
    "bl",
    "d",
    "dj",
    "f",
    "g",
    "gn",
    "k",
    "kh",
    "l",
    "m",
    "n",
    "nd",
    "ng",
    "ny",
    "r",
    "s",
    "t",
    "ti",
    "w",
    "y",
    "z",
]
VOWELS = ["a", "e", "i", "o", "ou", "a", "e", "i", "o", "ou", "ai"]
ENDINGS = [
    "",
    "",
    "",
    "",
    "bougou",
    "dougou",
    "koro",
    "-Kourou",
    " Peul",
    " Bambara",
    " Were",
    "kaina",
]
NAMES, QUERIES, ROUNDS = 20_000, 2_000, 3


def invented_names(count: int) -> list[str]:
    """Names like those of the Sahel, all different."""
    random_ = random.Random(11)
    names: dict[str, None] = {}
    while len(names) < count:
        stem = "".join(
            random_.choice(ONSETS) + random_.choice(VOWELS) for _ in range(random_.randint(2, 4))
        )
        names[stem.capitalize() + random_.choice(ENDINGS)] = None
    return list(names)


def queries(names: Sequence[str], count: int) -> list[tuple[str, str | None]]:
    """Half as they are, a fifth spelled otherwise, a quarter mistyped, one in twenty absent."""
    random_ = random.Random(5)

    def slip(text: str) -> str:
        at, kind = random_.randrange(1, len(text)), random_.randrange(4)
        letter = random_.choice(LETTERS)
        return (
            text[:at] + letter + text[at:],
            text[:at] + text[at + 1 :],
            text[:at] + letter + text[at + 1 :],
            text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :],
        )[kind]

    out: list[tuple[str, str | None]] = []
    for _ in range(count):
        name, draw = random_.choice(names), random_.random()
        if draw < 0.5:
            out.append((name, name))
        elif draw < 0.7:
            out.append((random_.choice([name.upper(), name.lower(), name.replace("-", " ")]), name))
        elif draw < 0.95:
            typed = slip(slip(name)) if random_.random() < 0.4 else slip(name)
            out.append((typed, name))
        else:
            out.append(("".join(random_.choices(LETTERS, k=9)), None))
    return out


def folded(text: str) -> str:
    """How a peer would fold a name."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def cpu(run: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    began = time.process_time()
    run()
    return time.process_time() - began


def nearest(asked: Sequence[tuple[str, str | None]], names: Sequence[str]) -> list[list[str]]:
    """By brute force, the names nearest to each query, up to two errors away."""
    keys = [folded(name) for name in names]
    out = []
    for query, _ in asked:
        hits = process.extract(
            folded(query), keys, scorer=distance.OSA.distance, score_cutoff=2, limit=None
        )
        least = min((d for _, d, _ in hits), default=None)
        out.append([names[i] for _, d, i in hits if d == least])
    return out


def bench_names(folder: Path) -> None:
    """20,000 names: time per name, and how often it is the one nearest name."""
    names = invented_names(NAMES)
    random_ = random.Random(3)
    rows = [
        f"p{i},{name},P,PPL,{random_.uniform(11, 20):.4f},{random_.uniform(-11, 3):.4f},ML"
        for i, name in enumerate(names)
    ]
    header = "place_id,name,feature_class,feature_code,lat,lon,country\n"
    (folder / "places.csv").write_text(header + "\n".join(rows), encoding="utf-8")
    gazetteer = Gazetteer([TableLayer(folder / "places.csv", None, "core")])
    asked = queries(names, QUERIES)
    keys = {folded(name): name for name in names}
    listed = list(keys)

    def fuzzy(query: str) -> str | None:
        hit = process.extractOne(
            folded(query), listed, scorer=distance.OSA.distance, score_cutoff=2
        )
        return keys[hit[0]] if hit else None

    def best(query: str) -> str | None:
        near = gazetteer.nearest_names(query)
        return near[0][0] if len({name for name, d in near if d == near[0][1]}) == 1 else None

    def ours(query: str) -> str | None:
        answer = gazetteer.resolve(query)
        return answer.place.name if answer.place else None

    methods: dict[str, tuple[Callable[[str], str | None], int]] = {
        "dict of folded names": (lambda query: keys.get(folded(query)), QUERIES),
        "rapidfuzz extractOne, OSA": (fuzzy, 300),
        "geomali nearest_names": (best, QUERIES),
        "geomali resolve": (ours, QUERIES),
    }
    built = cpu(lambda: [ours(query) for query, _ in asked[:400]])
    best(asked[0][0])
    truth = nearest(asked, names)
    times: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for label, (method, count) in methods.items():
            part = asked[:count]
            spent = cpu(lambda part=part, method=method: [method(query) for query, _ in part])
            times.setdefault(label, []).append(spent / count)
    print(f"{len(names)} names; loading and first 400 answers {built:.2f} s")
    unit = statistics.median(times["dict of folded names"])
    for label, (method, count) in methods.items():
        answers = [method(query) for query, _ in asked[:count]]
        one = [(a, n[0]) for a, n in zip(answers, truth, strict=False) if len(n) == 1]
        ties = [a for a, n in zip(answers, truth, strict=False) if len(n) > 1]
        spent = statistics.median(times[label])
        print(
            f"{spent * 1e6:9.1f} us/name {spent / unit:8.1f} x dict   right of one nearest "
            f"{sum(a == b for a, b in one) / len(one):.3f}   guessed of ties "
            f"{sum(a is not None for a in ties) / max(len(ties), 1):.2f}   {label}"
        )


def bench_text() -> None:
    """Names in running text, beside a bare multi-pattern search that knows no word boundary."""
    gazetteer = load_gazetteer()
    names = sorted({name.text for i in gazetteer.index.place_ids() for name in gazetteer.names(i)})
    sentence = (
        "Armed men attacked a convoy between Gossi and Hombori on Tuesday, and the army said that it had "
        "repelled them near Boni; in Ber, Timbuktu and the Gao region, people told reporters of gunfire. "
    )
    text = sentence * 8000
    matcher = ahocorasick_rs.AhoCorasick(names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    gazetteer.find_names(sentence)
    for label, run in (
        ("ahocorasick_rs, inside words too", lambda: matcher.find_matches_as_indexes(text)),
        ("geomali find_names", lambda: gazetteer.find_names(text)),
    ):
        spent = statistics.median(cpu(run) for _ in range(ROUNDS))
        print(f"{len(text) / 1e6 / spent:9.1f} MB/s   {label} ({len(names)} names)")


def bench_rows() -> None:
    """A million rows that repeat 1,500 names, and the first answer of a new process."""
    gazetteer = load_gazetteer(core_only=True)
    names = [place.name for place in gazetteer.places()][:1500]
    rows = random.Random(1).choices(names, k=1_000_000)
    places = {name: gazetteer.resolve(name) for name in names}
    for label, run in (
        ("a dict already filled", lambda: [places.get(row) for row in rows]),
        ("geomali resolve_many, each name once", lambda: gazetteer.resolve_many(rows)),
    ):
        spent = statistics.median(cpu(run) for _ in range(ROUNDS))
        print(f"{spent:9.2f} s for 1,000,000 rows   {label}")
    code = (
        "import time; from geomali.gazetteer import load_gazetteer; t = time.process_time();"
        "load_gazetteer(core_only=True).resolve('Bourem'); print(time.process_time() - t)"
    )
    first = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
        for _ in range(7)
    ]
    print(f"{statistics.median(first) * 1e3:9.1f} ms CPU to a first answer after the import")


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        bench_names(Path(folder))
    bench_text()
    bench_rows()


if __name__ == "__main__":
    main()
