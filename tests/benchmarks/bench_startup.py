"""What a command costs before it does anything, beside bare Python and an empty click program.

CPU seconds of whole processes (user and system), medians of interleaved runs,
byte-code compiled beforehand.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROUNDS = 11


def cpu_seconds(command: list[str], env: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, env=env, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def empty_click_program(path: Path, commands: int) -> None:
    lines = ["import click", "@click.group()", "def main(): 'An empty program.'"]
    for number in range(commands):
        lines += [f"@main.command(name='c{number}')", f"def c{number}(): 'Do nothing.'"]
    path.joinpath("empty_click.py").write_text("\n".join(lines), encoding="utf-8")
    path.joinpath("empty_click_main.py").write_text(
        "import empty_click; empty_click.main()", encoding="utf-8"
    )


def main() -> None:
    from geomali.cli import COMMANDS

    with tempfile.TemporaryDirectory() as folder:
        empty_click_program(Path(folder), len(COMMANDS))
        # Byte-code goes to a folder of its own, and is written even where the caller forbids it.
        own = {
            "PYTHONPATH": os.pathsep.join(filter(None, (folder, os.environ.get("PYTHONPATH")))),
            "PYTHONPYCACHEPREFIX": str(Path(folder) / "bytecode"),
            "GEOMALI_DATA": str(Path(folder) / "data"),
        }
        env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | own
        python = [sys.executable]
        commands = {
            "python -c pass": [*python, "-c", "pass"],
            "click, empty commands --help": [*python, "-m", "empty_click_main", "--help"],
            "geomali --help": [*python, "-m", "geomali", "--help"],
            "geomali resolve Bourem": [*python, "-m", "geomali", "resolve", "Bourem"],
            "import numpy": [*python, "-c", "import numpy"],
        }
        for command in commands.values():
            cpu_seconds(command, env)
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                times[name].append(cpu_seconds(command, env))
    bare = times["python -c pass"]
    above = {
        name: statistics.median(t - b for t, b in zip(values, bare, strict=True)) * 1000
        for name, values in times.items()
    }
    for name, value in above.items():
        print(f"{name:32s} {value:7.1f} ms CPU above bare Python")
    ratio = above["geomali --help"] / above["click, empty commands --help"]
    print(f"geomali --help / empty click program of {len(COMMANDS)} commands: {ratio:.2f}")


if __name__ == "__main__":
    main()
