"""Writing: whole or not at all; rendering and reading are inverse; edits keep every other byte."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leaderboard.errors import DataError, MachineError
from leaderboard.records.assemble import default_row_id
from leaderboard.records.model import (
    Correction,
    Paper,
    PaperRecord,
    Printed,
    Question,
    ReportedRow,
    ReportedTable,
)
from leaderboard.records.reading import read_record
from leaderboard.records.rendering import render_paper
from leaderboard.records.text import FORBIDDEN
from leaderboard.records.values import RefusedError, parse_name, parse_text
from leaderboard.records.vocabulary import CAVEATS, COLUMNS, COST_CONVENTIONS, SOURCES, UNITS
from leaderboard.records.writing import edited, with_correction, with_row, write_atomically


def _accepted(parse: Callable[[object], str]) -> Callable[[str], bool]:
    def accepts(text: str) -> bool:
        try:
            return parse(text) == text
        except RefusedError:
            return False

    return accepts


ANY_CHARACTER = st.characters(codec="utf-8").filter(lambda c: not FORBIDDEN.match(c))
TEXTS = st.text(st.one_of(ANY_CHARACTER, st.sampled_from("'\"\\\n\t{}#=")), min_size=1, max_size=12)
TEXTS = TEXTS.filter(_accepted(parse_text)).filter(lambda text: "<<<<<<<" not in text)
NAMES = st.one_of(
    st.sampled_from(["NO", "NA", "None", "1e5", "010", "2024-05-01", "true", "C++", "ResNet-56"]),
    TEXTS.filter(_accepted(parse_name)),
)
KEYS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True)
NUMBERS = st.sampled_from(["0.5", "0.50", "+0.5", "5e-1", "1", "1.000", "0.905E0"]).map(Printed.of)
COUNTS = st.integers(1, 99).map(lambda n: Printed.of(str(n)))
REASONS = st.dictionaries(TEXTS, TEXTS, max_size=2)
CAVEAT_LISTS = st.lists(st.sampled_from(sorted(CAVEATS)), unique=True, max_size=2).map(tuple)


@st.composite
def rows(draw: st.DrawFn, table: int, index: int, columns: list[str]) -> ReportedRow:
    named = draw(st.lists(st.sampled_from(columns), unique=True))
    valued = draw(st.lists(st.sampled_from(columns), unique=True))
    blank = [name for name in named if name not in valued]
    values = {name: draw(COUNTS if COLUMNS[name].quantity == "count" else NUMBERS) for name in valued}
    identity = draw(st.sampled_from([default_row_id(table, index), f"row-{table}-{index}"]))
    return ReportedRow(
        index=index,
        id=identity,
        values=values,
        method=draw(st.none() | NAMES),
        variant=draw(st.none() | TEXTS),
        failed=tuple(blank[:1]),
        not_applicable=tuple(blank[1:]),
        reported_by=draw(st.sampled_from(["paper", "rerun"])),
        same_as=draw(st.none() | TEXTS),
        origin=draw(st.none() | TEXTS),
        caveats=draw(CAVEAT_LISTS),
        remark=draw(st.none() | TEXTS),
        settings=draw(REASONS),
        waive=draw(REASONS),
    )


@st.composite
def tables(draw: st.DrawFn, index: int) -> ReportedTable:
    names = draw(st.lists(st.sampled_from(sorted(COLUMNS)), unique=True, min_size=1, max_size=4))
    columns = {name: draw(st.sampled_from(sorted(UNITS[COLUMNS[name].quantity]))) for name in names}
    baseline = [name for name in names if COLUMNS[name].baseline and COLUMNS[name].quantity != "count"]
    return ReportedTable(
        index=index,
        locator=draw(TEXTS),
        source=draw(st.sampled_from(sorted(SOURCES))),
        dataset=draw(NAMES),
        architecture=draw(NAMES),
        columns=columns,
        rows=tuple(draw(rows(index, row, names)) for row in range(draw(st.integers(0, 2)))),
        baseline={name: draw(NUMBERS) for name in baseline},
        baseline_columns={name: columns[name] for name in baseline[:1]},
        cost_convention=draw(st.sampled_from(sorted(COST_CONVENTIONS))),
        role=draw(st.sampled_from(["results", "sweep"])),
        caveats=draw(CAVEAT_LISTS),
        remark=draw(st.none() | TEXTS),
        waive=draw(REASONS),
    )


@st.composite
def records(draw: st.DrawFn) -> PaperRecord:
    paper = Paper(
        key="paper",
        title=draw(TEXTS),
        authors=tuple(draw(st.lists(TEXTS, min_size=1, max_size=2))),
        year=draw(st.integers(1943, 2100)),
        month=draw(st.none() | st.integers(1, 12)),
        venue=draw(st.none() | NAMES),
        peer_reviewed=draw(st.none() | st.booleans()),
        arxiv=draw(st.none() | st.just("2401.00001v2")),
        url=draw(st.none() | st.just("https://example.org/a?b=c")),
        bibtex=draw(st.none() | TEXTS | st.just("@article{x,\n  title = {\\'E'''\"\"\"},\n}\n")),
        compares_to=tuple(draw(st.lists(KEYS, unique=True, max_size=2))),
        pruning=draw(st.booleans()),
        remark=draw(st.none() | TEXTS),
    )
    corrections = tuple(
        Correction(draw(TEXTS), "top1", draw(NUMBERS), draw(st.none() | NUMBERS), "a reason", "a source", "2026-11-24")
        for _ in range(draw(st.integers(0, 2)))
    )
    questions = tuple(
        Question(draw(TEXTS), tuple(draw(st.lists(TEXTS, max_size=2)))) for _ in range(draw(st.integers(0, 2)))
    )
    made = tuple(draw(tables(index)) for index in range(draw(st.integers(0, 2))))
    return PaperRecord("paper.toml", paper, made, corrections, questions)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)
@given(records())
def test_reading_what_was_rendered_gives_the_same_record(record: PaperRecord) -> None:
    """Every text and every digit survives; rendering again gives the same bytes."""
    text = render_paper(record)
    again = read_record(text.encode(), "paper.toml", "paper")

    assert [p for p in again.problems if "[range]" not in p.text()] == []
    if not again.problems:
        assert again.record == record
        assert render_paper(again.record) == text


def test_rendering_gives_this_very_text(example: str) -> None:
    """Keys in fixed order, one row a line, defaults left out, numbers as printed."""
    record = read_record(example.encode(), "paper.toml", "paper").record
    assert record is not None

    in_order = 'params_removed = "percent", flops = "giga" }'
    assert render_paper(record) == example.replace('flops = "giga", params_removed = "percent" }', in_order)


def test_replacing_keeps_the_mode_and_leaves_nothing_else(tmp_path: Path) -> None:
    """A file shared with a group stays shared."""
    path = tmp_path / "x.toml"
    path.write_text("old")
    path.chmod(0o664)

    write_atomically(path, "néw\n")

    assert path.read_bytes() == "néw\n".encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o664
    assert list(tmp_path.iterdir()) == [path]


def test_writing_through_a_link_keeps_the_link(tmp_path: Path) -> None:
    """The file it points to is replaced, in its own folder."""
    (tmp_path / "real").mkdir()
    target = tmp_path / "real" / "x.toml"
    target.write_text("old")
    link = tmp_path / "x.toml"
    link.symlink_to(target)

    write_atomically(link, "new")

    assert link.is_symlink()
    assert target.read_text() == "new"


def test_full_disk_leaves_the_old_file_whole(tmp_path: Path) -> None:
    """Exit code 3, the path named, and no leftover (a limit on file size stands in for the disk)."""
    path = tmp_path / "x.toml"
    path.write_text("old")
    program = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from leaderboard.records.writing import write_atomically\n"
        "from leaderboard.errors import MachineError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n    write_atomically(Path(sys.argv[1]), 'x' * 5000)\n"
        "except MachineError as error:\n    print(error)\n    sys.exit(error.exit_code)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (3, f"{path}: {os.strerror(errno.EFBIG)}\n")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_missing_folder_is_trouble_with_the_machine(tmp_path: Path) -> None:
    """No folder is made on the fly."""
    with pytest.raises(MachineError, match=r"nowhere/.*x\.toml.*: No such file"):
        write_atomically(tmp_path / "nowhere" / "x.toml", "x")


def test_a_killed_writer_leaves_the_old_file_and_its_leftover_is_cleaned(tmp_path: Path) -> None:
    """SIGKILL between writing and renaming; the next write removes what was left."""
    path = tmp_path / "x.toml"
    path.write_text("old")
    program = (
        "import os, signal, sys\nfrom pathlib import Path\nimport leaderboard.records.writing as writing\n"
        "Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "writing.write_atomically(Path(sys.argv[1]), 'new')\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], check=False)

    assert done.returncode == -signal.SIGKILL
    assert path.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 2
    write_atomically(path, "newer")
    assert list(tmp_path.iterdir()) == [path]


def append_row(path: Path, table: int, row: ReportedRow) -> None:
    """The file with a row more, as commands edit it."""
    path.write_bytes(edited(path.read_bytes(), path.name, path.stem, lambda text, r: with_row(text, r, table, row)))


def append_correction(path: Path, fix: Correction) -> None:
    """The file with a correction more."""
    path.write_bytes(edited(path.read_bytes(), path.name, path.stem, lambda text, r: with_correction(text, r, fix)))


NEW_ROW = ReportedRow(9, "c", {"params_removed": Printed.of("20.0"), "top1_error": Printed.of("7.00")}, variant="C")
LINE = '  { id = "c", variant = "C", top1_error = 7.00, params_removed = 20.0 },\n'


def test_appending_a_row_keeps_every_other_byte(tmp_path: Path, example: str) -> None:
    """Comments, blanks, odd numbers, the byte-order mark and line ends stay."""
    text = "# head\n" + example.replace("13.7 },", "13.70  }, # last row, so far ]").replace("6.90,", " 6.900 ,")
    expected = text.replace("so far ]\n", f"so far ]\n{LINE}")
    for encode in (str.encode, lambda t: b"\xef\xbb\xbf" + t.replace("\n", "\r\n").encode()):
        path = tmp_path / "paper.toml"
        path.write_bytes(encode(text))

        append_row(path, 0, NEW_ROW)

        assert path.read_bytes() == encode(expected)


@pytest.mark.parametrize(
    ("rows_before", "rows_after"),
    [
        ("rows = []", f"rows = [\n{LINE}]"),
        ("rows = [ { top1_error = 1.0 } ]", f"rows = [ {{ top1_error = 1.0 }},\n{LINE}]"),
        ("rows = [ { top1_error = 1.0 }, ]", f"rows = [ {{ top1_error = 1.0 }},\n{LINE}]"),
        ("rows = [\n  { top1_error = 1.0 } # x\n]", f"rows = [\n  {{ top1_error = 1.0 }}, # x\n{LINE}]"),
    ],
)
def test_appending_works_on_every_way_to_write_the_rows(
    tmp_path: Path, example: str, rows_before: str, rows_after: str
) -> None:
    """Also where the last row has no comma."""
    start = example.partition("rows = [")[0]
    path = tmp_path / "paper.toml"
    path.write_text(f"{start}{rows_before}\n")

    append_row(path, 0, NEW_ROW)

    assert path.read_text() == f"{start}{rows_after}\n"


@pytest.mark.parametrize(
    ("table", "row", "message"),
    [
        (1, NEW_ROW, "there is no table 1"),
        (0, replace(NEW_ROW, id="a"), "was not made"),
        (0, replace(NEW_ROW, values={"top1": Printed.of("50")}), "was not made"),
        (0, replace(NEW_ROW, values={"top1_error": Printed.of("500")}), "was not made"),
        (0, replace(NEW_ROW, method="ResNet\u201156"), "was not made"),
    ],
)
def test_a_bad_edit_writes_nothing(tmp_path: Path, example: str, table: int, row: ReportedRow, message: str) -> None:
    """What would be written is read first; the problems come with the error."""
    path = tmp_path / "paper.toml"
    path.write_text(example)

    with pytest.raises(DataError, match=message):
        append_row(path, table, row)

    assert path.read_text() == example


def test_a_file_with_errors_is_not_edited(tmp_path: Path, example: str) -> None:
    """Its problems are listed instead."""
    path = tmp_path / "paper.toml"
    path.write_text(example.replace("2024", "1900"))

    with pytest.raises(DataError, match="mend them") as caught:
        append_row(path, 0, NEW_ROW)

    assert [problem.rule for problem in caught.value.problems] == ["range"]


def test_a_correction_goes_to_the_end_of_the_file(tmp_path: Path, example: str) -> None:
    """The number itself stays; a correction of another number than the one that stands is refused."""
    path = tmp_path / "paper.toml"
    path.write_text(example.rstrip("\n"))
    fix = Correction("a", "top1_error", Printed.of("6.90"), Printed.of("6.09"), "swapped", "file, line 3", "2026-11-24")

    append_correction(path, fix)

    assert path.read_text() == example + (
        '\n[[correction]]\nrow = "a"\ncolumn = "top1_error"\nold = 6.90\nnew = 6.09\nreason = "swapped"\n'
        'source = "file, line 3"\ndate = "2026-11-24"\n'
    )
    for wrong in (replace(fix, old=Printed.of("6.9")), replace(fix, row="z"), replace(fix, baseline=True)):
        with pytest.raises(DataError):
            append_correction(path, wrong)
