"""A zip of the site and its data for a release: equal records give equal bytes, on any day and any machine."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from leaderboard import __version__
from leaderboard.build import Say, Summary, build
from leaderboard.errors import UsageError
from leaderboard.files import lock_folder, machine_trouble, replace_file
from leaderboard.publishing import Publishing
from leaderboard.records.model import Workspace
from leaderboard.store.database import database_url

FOLDER = "pruning-leaderboard"  # everything lies below it, so that unpacking scatters nothing
SUMS = "SHA256SUMS"
_NOTICES = ("LICENSE", "ATTRIBUTION.md")
_RECORDS = ("reported_results", "measured_results")
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the first that a zip can hold; the day of a build tells nothing about the data
_README = """\
Pruning leaderboard {version}: site and data
{line}

What papers report about neural-network pruning, as printed and normalised, beside runs measured by the project.

site/               the site: open site/index.html in a browser; it needs no network and no server
site/data/          the data as CSV, JSON, Parquet and SQLite; site/data.html explains every column
reported_results/   the records behind it, one TOML file a source, and the catalogue of names
measured_results/   the measured runs, one JSON file each, where there are any
{sums}          of every other file; check with: sha256sum --check {sums}

Licences: the code and templates of the site are under the MIT licence. Numbers are facts reported by the sources that
stand beside them: please cite those for their results. site/data.html#licence says where records come from{notices}.
{address}"""


@dataclass(frozen=True, slots=True)
class Release:
    """What was written: the file, how many files it holds, its size and its SHA-256; and what the build said."""

    path: Path
    files: int
    size_bytes: int
    sha256: str
    summary: Summary


def release(workspace: Workspace, out: Path, say: Say, publishing: Publishing, *, overwrite: bool = False) -> Release:
    """Build the site from the records into build/release and pack it with them into the zip ``out``.

    The site in build/site is not touched. ``out`` appears whole or not at all. Names are sorted; dates, permissions and
    compression are fixed, so equal records give an equal file with one version of Python and zlib. UsageError where
    ``out`` exists (unless ``overwrite``), DataError for problems in the records.
    """
    if out.exists() and not overwrite:
        raise UsageError(f"{out} exists; name another file with -o, or give --overwrite")
    if not out.absolute().parent.is_dir():
        with machine_trouble(out):
            out.absolute().parent.mkdir(parents=True)
    folder = workspace.root / "build" / "release"
    summary = build(workspace, folder / "site", database_url(None, folder / "leaderboard.sqlite"), say, publishing)
    with lock_folder(folder, say):
        contents = dict(_contents(workspace, folder / "site", publishing))
        with replace_file(out) as temporary, machine_trouble(out):
            _pack(temporary, contents)
            digest = hashlib.sha256(temporary.read_bytes()).hexdigest()
            size = temporary.stat().st_size
    return Release(out, len(contents) + 1, size, digest, summary)


def _contents(workspace: Workspace, site: Path, publishing: Publishing) -> Iterator[tuple[str, Path | bytes]]:
    """Names within the zip, and the files or bytes they hold. Hidden files stay out: they are marks of our own."""
    title = f"Pruning leaderboard {__version__}: site and data"
    address = f"\nThe site stands at {publishing.base_url}\n" if publishing.base_url else ""
    notices = [name for name in _NOTICES if (workspace.root / name).is_file()]
    more = f",\nand {' and '.join(notices)} in full" if notices else ""
    words = {"version": __version__, "line": "=" * len(title), "sums": SUMS, "address": address, "notices": more}
    yield "README.txt", _README.format(**words).encode()
    yield from ((name, workspace.root / name) for name in notices)
    for name, root in (("site", site), *((name, workspace.root / name) for name in _RECORDS)):
        for path in root.rglob("*"):
            within = path.relative_to(root)
            if path.is_file() and not any(part.startswith(".") for part in within.parts):
                yield f"{name}/{within.as_posix()}", path


def _pack(target: Path, contents: dict[str, Path | bytes]) -> None:
    sums = "".join(f"{hashlib.sha256(_read(contents[name])).hexdigest()}  {name}\n" for name in sorted(contents))
    packed = {**contents, SUMS: sums.encode()}
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(packed):
            info = zipfile.ZipInfo(f"{FOLDER}/{name}", _MOMENT)
            info.create_system = 3  # Unix, whose permissions follow: else it is that of the machine
            info.external_attr = 0o100644 << 16
            archive.writestr(info, _read(packed[name]), zipfile.ZIP_DEFLATED, 6)


def _read(source: Path | bytes) -> bytes:
    return source if isinstance(source, bytes) else source.read_bytes()
