"""The history of the data: made from git, appended to, checked, and the same after a rebase."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from leaderboard.changes.history import (
    FILE,
    ChangeEntry,
    CorrectionEntry,
    PaperEntry,
    RunsEntry,
    read_history,
    render_entries,
)
from leaderboard.changes.recording import missing_entries, update_history
from leaderboard.errors import DataError, MachineError
from leaderboard.records.model import Workspace
from tests.changes.conftest import Repo
from tests.conftest import Run


def entries(repo: Repo) -> tuple[ChangeEntry, ...]:
    """What the file holds, which must be sound."""
    history, problems = read_history(Workspace(repo.folder))
    assert problems == []
    return history.entries


def test_one_entry_a_change_with_the_facts_of_the_data(
    repo: Repo, leaderboard: Run, correction: Callable[..., str]
) -> None:
    """Papers, results, corrections, retractions and runs; never the words of a commit."""
    repo.append("one", correction("92.50", "92.05") + correction("75.0", row="b", column="params_removed"))
    repo.commit(1)
    repo.run(0)
    repo.edit("two", '  { id = "b"', '  { id = "c", top1 = 90.00 },\n  { id = "b"')
    repo.commit(2)
    (repo.folder / "README.md").write_text("no data\n")
    repo.commit(3)
    done = leaderboard("history", "update", cwd=repo.folder)

    assert done.returncode == 0
    assert done.stdout == (
        "2026-03-04 03:00 2 papers added, 4 results added, catalogue revised\n"
        "2026-03-04 03:01 1 correction, 1 retraction\n"
        "2026-03-04 03:02 1 result added, 1 measured run added\n"
    )
    assert done.stderr == "3 entries added to reported_results/history.toml\n"
    first, second, third = entries(repo)
    network = ("ResNet-56 on CIFAR-10",)
    assert first.date == datetime(2026, 3, 4, 3, 0, tzinfo=UTC)
    assert first.papers == tuple(PaperEntry(key, added=True, tables=1, results=2, on=network) for key in ("one", "two"))
    assert first.catalogue == ("architectures.toml", "cards.toml", "datasets.toml", "methods.toml", "venues.toml")
    assert second.corrections == (
        CorrectionEntry("one:a", "top1", "92.50", "92.05"),
        CorrectionEntry("one:b", "params_removed", "75.0"),
    )
    assert third.runs == (RunsEntry("invented-v1", "resnet-56-invented", added=1),)
    assert third.papers == (PaperEntry("two", results=1, on=network),)
    assert "secret words" not in (repo.folder / FILE).read_text()


def test_updating_again_adds_nothing_and_keeps_every_byte(repo: Repo, leaderboard: Run) -> None:
    """What is written stays; a later change comes after it; `--check` tells what is missing."""
    update_history(Workspace(repo.folder))
    path = repo.folder / FILE
    before = path.read_text() + "# a remark of somebody's\n"
    path.write_text(before)
    repo.commit(1)
    assert update_history(Workspace(repo.folder)) == []
    assert leaderboard("history", "update", "--check", cwd=repo.folder).returncode == 0
    repo.edit("one", 'authors = ["Ada Author"]', 'authors = ["Ada Author", "Ben Writer"]')
    repo.commit(2)
    done = leaderboard("history", "update", "--check", cwd=repo.folder)
    assert (done.returncode, done.stdout) == (1, "2026-03-04 03:02 1 other fact revised\n")
    assert path.read_text() == before
    update_history(Workspace(repo.folder))
    assert path.read_text().startswith(before)
    assert len(entries(repo)) == 2


def test_a_rebased_change_is_known_again_and_merges_add_nothing(repo: Repo) -> None:
    """A change is known by what it did to which file, not by its commit."""
    repo.git("checkout", "-q", "-b", "side")
    repo.edit("two", "year = 2024", "year = 2023")
    repo.commit(1)
    update_history(Workspace(repo.folder))
    repo.commit(2)
    repo.git("checkout", "-q", "main")
    repo.edit("one", "year = 2024", "year = 2022")
    repo.commit(3)
    repo.git("checkout", "-q", "side")
    repo.git("rebase", "-q", "main")
    assert [entry.title for entry in update_history(Workspace(repo.folder))] == ["1 other fact revised"]
    repo.commit(4)
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "-m", "merge", "side")
    assert missing_entries(Workspace(repo.folder)) == []
    assert [entry.papers[0].key for entry in entries(repo)] == ["one", "two", "one"]


def test_the_same_change_made_twice_has_two_entries(repo: Repo) -> None:
    """Taken back and made again: every step is told, and their names differ."""
    for minute, (old, new) in enumerate((("2024", "2023"), ("2023", "2024"), ("2024", "2023")), 1):
        repo.edit("one", f"year = {old}", f"year = {new}")
        repo.commit(minute)
    found = update_history(Workspace(repo.folder))

    assert found[1].id == found[3].id
    assert len({entry.name for entry in entries(repo)}) == 4
    assert update_history(Workspace(repo.folder)) == []


def test_a_new_workspace_does_not_tell_what_it_brought_along(tmp_path: Path, leaderboard: Run) -> None:
    """`init` copies the history of the shipped records; committing them all at once is no change of the data."""
    assert leaderboard("init", ".", cwd=tmp_path).returncode == 0
    assert (tmp_path / FILE).is_file()
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "x"]):
        subprocess.run(
            ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *command], cwd=tmp_path, check=True
        )
    done = leaderboard("history", "update", "--check", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert leaderboard("init", "--empty", "none", cwd=tmp_path).returncode == 0
    assert not (tmp_path / "none" / FILE).exists()


def test_a_shallow_clone_is_refused(repo: Repo, tmp_path: Path) -> None:
    """Its first commit would look as if it had added everything."""
    repo.edit("one", "year = 2024", "year = 2023")
    repo.commit(1)
    repo.git("clone", "-q", "--depth", "1", f"file://{repo.folder}", str(tmp_path / "shallow"))
    with pytest.raises(MachineError, match="shallow clone"):
        update_history(Workspace(tmp_path / "shallow"))
    assert not (tmp_path / "shallow" / FILE).exists()


def test_entries_come_back_as_they_were_written(tmp_path: Path) -> None:
    """Reading what was rendered gives equal entries, awkward signs included."""
    one = ChangeEntry(
        datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC),
        "0123456789abcdef",
        'A "title" \\ with <signs>',
        (PaperEntry("one", True, False, 1, 2, 3, 4, 5, 6, 7, ('R"56 on C', "x")),),
        (CorrectionEntry("one:a", "top5", "10.10", "10.10", "top5_error", True),),
        (RunsEntry("p", "n", 1, 2, 3),),
        ("cards.toml",),
    )
    other = ChangeEntry(one.date.replace(year=2025), "0" * 16, "x")
    (tmp_path / "reported_results").mkdir()
    (tmp_path / FILE).write_text("schema = 1\n" + render_entries([one, other]))
    history, problems = read_history(Workspace(tmp_path))

    assert problems == []
    assert history.entries == (one, other)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("schema = 1", "schema = 2", "1:1: schema: 2 is not 1; begin with `schema = 1`"),
        ('title = "', 'titel = "', "5:1: change.0.title: missing; entries"),
        ('id = "', 'id = "XY', "5:1: change.0.id: is not of sixteen hexadecimal digits"),
        ("T03:00:00Z", "T03:00:00", "5:1: change.0.date: has no time zone; write UTC"),
        ('title = "2', 'title = "\u202e2', "5:1: change.0.title: is empty, too long, or holds"),
        ("results = 2, on", "results = -2, on", "5:1: change.0.papers.0.results: -2 does not fit"),
        ("results = 2, on", "results = true, on", "5:1: change.0.papers.0.results: True does not fit"),
        ('key = "one"', 'kee = "one"', "5:1: change.0.papers.0.key: missing"),
        ('catalogue = ["', 'catalogue = [3, "', "5:1: change.0.catalogue.0: 3 does not fit"),
        ("[[change]]", "[change]", "1:1: change: no list of entries"),
        ("schema = 1", "schema = 1\nother = 1", "1:1: other: unknown key `other`"),
        ("[[change]]", "[[change", "1:1: cannot be read"),
    ],
)
def test_check_and_build_name_what_is_wrong(repo: Repo, leaderboard: Run, old: str, new: str, problem: str) -> None:
    """Every fault of form is a problem with its place, for `check`, `build` and `history update`."""
    update_history(Workspace(repo.folder))
    path = repo.folder / FILE
    path.write_text(path.read_text().replace(old, new, 1))
    done = leaderboard("check", cwd=repo.folder)

    assert done.returncode == 1
    assert f"{FILE}:{problem}" in done.stdout
    with pytest.raises(DataError):
        update_history(Workspace(repo.folder))
    assert leaderboard("build", cwd=repo.folder).returncode == 1


def test_an_entry_twice_is_named(repo: Repo) -> None:
    """A merge that kept both sides of a conflict."""
    update_history(Workspace(repo.folder))
    path = repo.folder / FILE
    head, _, entry = path.read_text().partition("[[change]]")
    path.write_text(f"{head}[[change]]{entry}[[change]]{entry}")

    problems = read_history(Workspace(repo.folder))[1]
    assert [problem.message for problem in problems] == ["stands here twice"]


def test_the_history_of_this_repository(checkout: Workspace) -> None:
    """It begins with the corpus of the meta-analysis and tells of every measured record since."""
    history, problems = read_history(checkout)

    assert problems == []
    first = history.entries[0]
    assert (len(first.papers), sum(paper.results for paper in first.papers)) == (81, 1622)
    assert sum(runs.added for entry in history.entries for runs in entry.runs) >= 1850
