"""Bytes, sizes and kinds of files: what is refused before a record is even parsed."""

from __future__ import annotations

import os
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leaderboard.errors import UsageError
from leaderboard.records.model import Workspace
from leaderboard.records.reading import read_papers, read_record

Check = Callable[[str | bytes], list[str]]


def test_repeated_key_names_both_places(check: Check, example: str) -> None:
    """A second `top1_error` in one row is refused, and the message points at the first."""
    problems = check(example.replace("top1_error = 6.90,", "top1_error = 6.90, top1_error = 7,"))

    assert problems == [
        "paper.toml:17:49: table.0.rows.0.top1_error: repeated key; first set in column 30; "
        "keep one of the two [toml-syntax]"
    ]


def test_byte_order_mark_and_crlf_are_fine(check: Check, example: str) -> None:
    """What Windows editors add changes neither record nor places."""
    assert check(b"\xef\xbb\xbf" + example.replace("\n", "\r\n").encode()) == []
    assert check(b"\xef\xbb\xbfscheme = 1\r\n" + example.encode()) == [
        "paper.toml:1:1: scheme: unknown key `scheme`; did you mean `schema`? [unknown-key]"
    ]


def test_not_utf8_names_line_and_byte(check: Check, example: str) -> None:
    """Latin-1 text is refused with its place, not guessed at."""
    assert check(example.replace("An Example", "Añ").encode("latin-1")) == [
        "paper.toml:5:11: byte 0xF1 is not UTF-8; save the file as UTF-8 [encoding]"
    ]
    assert check(example.encode("utf-16")) == [
        "paper.toml:1:1: UTF-16 text, not UTF-8; save the file as UTF-8 [encoding]"
    ]


@pytest.mark.parametrize(
    "character", ["\0", "\x1b", "\x7f", "\x85", "\u200b", "\u202e", "\u2066", "\ufeff", "\U000e0041"]
)
def test_invisible_character_is_named_with_its_code_point(check: Check, example: str, character: str) -> None:
    """Also within comments, where they could hide what a reviewer should see; other problems stay listed."""
    problems = check(example.replace("An Example", f"An {character}Example").replace("params_removed = 9.4", "x = 1"))

    assert len(problems) == 2
    assert problems[0].startswith(f"paper.toml:5:13: the file contains U+{ord(character):04X}")
    assert "unknown key `x`" in problems[1]
    assert len(check(f"# {character}\n{example}")) == 1


def test_lone_carriage_return_is_refused(check: Check, example: str) -> None:
    """It would hide the rest of a line in some editors."""
    assert "U+000D" in check(example.replace("2024", "2024 # x\rmonth = 3"))[0]


HOSTILE = {
    "nested arrays": ("x = " + "[" * 100_000, "nested deeper than 32 levels"),
    "nested tables": ("x = " + "{a=" * 100_000, "nested deeper than 32 levels"),
    "dotted key": ("a" + ".a" * 100_000 + " = 1", "nested deeper than 32 levels"),
    "spaced dotted key": ("a" + " . a" * 100_000 + " = 1", "nested deeper than 32 levels"),
    "quoted dotted key": ('"a"' + '."a"' * 100_000 + " = 1", "nested deeper than 32 levels"),
    "dotted header": ("[a" + ".a" * 100_000 + "]", "nested deeper than 32 levels"),
    "many keys": ("x = {" + "k=1," * 900_000, "more than 200,000 keys, values and brackets"),
    "many values": ("x = [" + "1," * 2_000_000 + "]", "more than 200,000 keys, values and brackets"),
    "many tables": ("x = [" + "[]," * 1_000_000, "more than 200,000 keys, values and brackets"),
    "too large": ("#" * (4 * 2**20 + 1), "larger than 4 MiB (4,194,305 bytes)"),
    "open string": ('x = "' + '\\"' * 2_000_000, "broken TOML"),
    "open long string": ('x = """' + '\\"""' * 1_000_000, "broken TOML: a string is not closed"),
    "many lines": ("".join(f"k{i}=1\n" for i in range(400_000)), "more than 100,000 lines"),
    "comments": ("#\n" * 2_000_000, "more than 100,000 lines"),
    "long number": ("x = " + "9" * 100_000, "too long"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_quickly_and_small(workspace: Workspace, name: str, slowness: float) -> None:
    """In less than a second (on a slow processor in proportion) and 200 MB, with the limit named."""
    text, message = HOSTILE[name]
    (workspace.papers / "x.toml").write_text(text)

    start = time.process_time()
    records, problems = read_papers(workspace)
    elapsed = time.process_time() - start
    tracemalloc.start()
    read_papers(workspace)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert records == []
    assert [problem.file for problem in problems] == ["reported_results/papers/x.toml"]
    assert message in problems[0].message
    assert elapsed < slowness
    assert peak < 200e6


def test_sparse_gigabyte_is_refused_without_reading_it(workspace: Workspace) -> None:
    """The size is asked of the file system."""
    path = workspace.papers / "x.toml"
    path.touch()
    os.truncate(path, 2**30)

    (problem,) = read_papers(workspace)[1]
    assert problem.message == "larger than 4 MiB (1,073,741,824 bytes)"


def test_many_misspelt_keys_do_not_take_minutes(workspace: Workspace, example: str) -> None:
    """Suggestions and listed problems are bounded, and the rest is counted."""
    rows = "".join(f"  {{ topl{i} = 1, methd{i} = 2 }},\n" for i in range(20_000))
    (workspace.papers / "paper.toml").write_text(example.replace("rows = [\n", f"rows = [\n{rows}"))

    start = time.perf_counter()
    problems = read_papers(workspace)[1]

    assert problems[-1].message == "38,000 more problems in this file"
    assert time.perf_counter() - start < 10


def test_five_thousand_rows_are_fine(workspace: Workspace, example: str) -> None:
    """The limits leave room for the largest sweeps."""
    row = ", ".join(f"{name} = 50.5" for name in ("top1", "top5", "top1_error", "top1_drop", "sparsity", "params_kept"))
    units = ", ".join(f'{part.split()[0]} = "percent"' for part in row.split(", "))
    rows = "".join(f'  {{ method = "m", variant = "v{i}", {row} }},\n' for i in range(5_000))
    text = example.replace('{ top1_error = "percent", flops = "giga", params_removed = "percent" }', f"{{ {units} }}")
    text = text.replace("baseline = { top1_error = 6.96, flops = 0.125 }\n", "")
    (workspace.papers / "paper.toml").write_text(text.partition("rows = [")[0] + f"rows = [\n{rows}]\n")

    records, problems = read_papers(workspace)

    assert problems == []
    assert len(records[0].tables[0].rows) == 5_000


def test_link_leaving_the_workspace_is_refused(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A record must not be able to show another file of the machine; nor may a link dangle or loop."""
    outside = tmp_path_factory.mktemp("outside") / "secret.toml"
    outside.write_text("schema = 1\n")
    (workspace.papers / "a.toml").symlink_to(outside)
    (workspace.papers / "b.toml").symlink_to(workspace.root / "nowhere.toml")
    (workspace.papers / "c.toml").symlink_to("c.toml")

    problems = read_papers(workspace)[1]

    assert [problem.text() for problem in problems] == [
        "reported_results/papers/a.toml:1:1: a link that leaves the workspace; put the file itself here [file-kind]",
        "reported_results/papers/b.toml:1:1: a link to nothing; put the file itself here [file-kind]",
        "reported_results/papers/c.toml:1:1: a link to itself; put the file itself here [file-kind]",
    ]


def test_folder_and_pipe_named_like_records_are_refused_without_hanging(workspace: Workspace) -> None:
    """Opening a pipe would wait for a writer forever."""
    (workspace.papers / "a.toml").mkdir()
    os.mkfifo(workspace.papers / "b.toml")

    assert [problem.text() for problem in read_papers(workspace)[1]] == [
        "reported_results/papers/a.toml:1:1: a folder, not a file; put a regular file here or rename it [file-kind]",
        "reported_results/papers/b.toml:1:1: a pipe, not a file; put a regular file here or rename it [file-kind]",
    ]


def test_names_that_differ_only_by_case_are_refused(workspace: Workspace, example: str) -> None:
    """On macOS and Windows they are one file."""
    (workspace.papers / "Paper.toml").write_text(example.replace('"paper"', '"Paper"'))
    (workspace.papers / "paper.toml").write_text(example)

    assert [problem.text() for problem in read_papers(workspace)[1]] == [
        "reported_results/papers/paper.toml:1:1: `paper.toml` differs from `Paper.toml` only by case; "
        "rename one of the two [file-name]"
    ]


def test_files_that_would_be_skipped_are_named(workspace: Workspace, example: str) -> None:
    """Nothing is skipped silently; hidden files and README.md are no records."""
    for name in ("paper.toml", "old.toml~", "notes.TOML", "README.md", ".hidden"):
        (workspace.papers / name).write_text(example)

    records, problems = read_papers(workspace)

    assert [record.file for record in records] == ["reported_results/papers/paper.toml"]
    assert [(p.file.rpartition("/")[2], p.severity) for p in problems] == [
        ("notes.TOML", "warning"),
        ("old.toml~", "warning"),
    ]


def test_all_problems_of_all_files_in_the_order_of_their_names(workspace: Workspace, example: str) -> None:
    """One broken file does not keep the others from being read."""
    (workspace.papers / "b.toml").write_text("")
    (workspace.papers / "paper.toml").write_text(example)
    (workspace.papers / "a.toml").write_text(example.replace('"paper"', '"a"').replace("2024", "1900"))

    records, problems = read_papers(workspace)

    assert [record.paper.key for record in records] == ["paper"]
    assert [problem.rule for problem in problems] == ["range", "empty-file"]
    assert read_papers(workspace) == (records, problems)


def test_a_path_that_does_not_exist_is_wrong_usage(workspace: Workspace) -> None:
    """It is never taken for an empty folder."""
    with pytest.raises(UsageError, match="no such file or folder"):
        read_papers(workspace, [Path("nowhere.toml")])


SPLICES = [
    b"0x" + b"f" * 9000,
    b"1e5",
    b"[[]]",
    b"{}",
    b"''",
    b'"',
    b"\xff",
    b"= ",
    b"\n",
    b"true",
    b"[a]",
    b"1979-05-27",
    b",",
]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_damage_makes_the_reader_raise(example: str, data: st.DataObject) -> None:
    """Pieces cut out, and others put in anywhere: problems with places, never a traceback."""
    text = example.encode()
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 20)))
        text = text[:start] + data.draw(st.sampled_from(SPLICES)) + text[end:]

    read = read_record(text, "paper.toml", "paper")

    lines = text.count(b"\n") + 1
    assert all(1 <= problem.line <= lines and problem.column >= 1 for problem in read.problems)
    assert read.record is not None or read.problems


def test_a_value_of_any_kind_in_any_place_is_a_problem_with_a_place(example: str) -> None:
    """Also an integer that Python refuses to print."""
    for number, line in enumerate(example.splitlines()):
        key, equals, _ = line.partition(" = ")
        for value in (
            ("0x" + "f" * 9000, "[{}]", "{ a = [1] }", "1e5", "12:30:00", "true", "[[['x']]]") if equals else ()
        ):
            changed = example.replace(line, f"{key} = {value}", 1)
            problems = read_record(changed.encode(), "paper.toml", "paper").problems
            assert all(problem.line >= 1 for problem in problems), (number, value)
            assert all(len(problem.text()) < 1000 for problem in problems)


def test_numbers_and_texts_arrive_as_printed(example: str) -> None:
    """`93.50` keeps both decimals, and `NA` stays text."""
    text = example.replace("6.90", "6.900").replace('variant = "A"', 'variant = "NA"').replace("13.7", "+1.37e1")
    record = read_record(text.encode(), "paper.toml", "paper").record

    assert record is not None
    first, second = record.tables[0].rows
    assert (first.values["top1_error"].text, str(first.values["top1_error"].value)) == ("6.900", "6.900")
    assert first.variant == "NA"
    assert second.values["params_removed"].text == "+1.37e1"
