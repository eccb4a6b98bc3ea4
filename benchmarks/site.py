"""Sites to measure: one with a database of its own, gone afterwards; and those that are kept.

A site of a million briefs takes half an hour to make, so it is made once for each size, in
`var/bench/<size>/`, and made anew when the corpus or the database's shape has changed.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.corpus import MAKING
from config.environment import names

ROOT = Path(__file__).resolve().parent.parent
DATABASE = "chancery.sqlite3"
_STAMP = "made.json"


def environment(folder: Path) -> dict[str, str]:
    """What a process needs to be that site, with the settings' own defaults for all else."""
    ours = names()
    return {name: value for name, value in os.environ.items() if name not in ours} | {
        "CHANCERY_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(ROOT),
    }


def python(folder: Path, *words: str) -> str:
    """Run Python as that site; what it prints. Raises CalledProcessError."""
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=environment(folder),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


def measured(folder: Path, module: str, *words: object) -> Any:
    """What a measurement in a process of its own tells (`benchmarks.child`)."""
    said = python(folder, "-m", f"benchmarks.{module}", *map(str, words))
    return json.loads(said.splitlines()[-1])


def set_up(folder: Path) -> None:
    """Make this process that site. Import models afterwards only."""
    for variable in names():
        os.environ.pop(variable, None)
    os.environ |= environment(folder)
    import django

    django.setup()


@contextmanager
def empty_site() -> Iterator[Path]:
    """Django, set up for a new SQLite database; gives its folder. Import models within only."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        set_up(folder)
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        yield folder


def kept(briefs: int, sites: Path) -> Path:
    """The folder of a site with so many briefs; made if missing, with the programs' own words.

    Static files are collected anew: they belong to the code, not to the briefs.
    """
    folder = sites / str(briefs)
    if _stamp(folder) != _making(briefs):
        part = sites / f"{briefs}.part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        print(f"making a site of {briefs:,} briefs in {folder} …", flush=True)
        python(part, "manage.py", "migrate", "--verbosity", "0")
        took = measured(part, "probe", "fill", briefs)
        print("written in {filled:.0f} s, indexed in {indexed:.0f} s".format(**took), flush=True)
        (part / _STAMP).write_text(json.dumps(_making(briefs)))
        shutil.rmtree(folder, ignore_errors=True)
        part.rename(folder)
    python(folder, "manage.py", "collectstatic", "--verbosity", "0", "--no-input")
    measured(folder, "probe", "events")
    measured(folder, "probe", "index")  # whose making may have changed since
    return folder


@contextmanager
def copy_of(site: Path) -> Iterator[Path]:
    """The same site to change at will, gone afterwards. At a million it takes 6 GB and a while."""
    with tempfile.TemporaryDirectory(dir=site.parent, prefix="copy-") as name:
        for file in site.iterdir():
            if file.is_dir():
                shutil.copytree(file, Path(name) / file.name)
            else:
                shutil.copy(file, name)
        os.sync()  # else SQLite's first checkpoint waits until all of the copy is on the disk
        yield Path(name)


def _stamp(folder: Path) -> object:
    try:
        return json.loads((folder / _STAMP).read_text())
    except FileNotFoundError:
        return None


def _making(briefs: int) -> dict[str, object]:
    """What a site is made from: the corpus, and the database's shape."""
    migrations = sorted((ROOT / "briefs/migrations").glob("*.py"))
    shape = sha256(b"".join(file.read_bytes() for file in migrations)).hexdigest()
    return {"briefs": briefs, "making": MAKING, "shape": shape[:16]}
