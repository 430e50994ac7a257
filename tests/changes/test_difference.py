"""`leaderboard diff`: what came, what went, what was altered, and what that does to numbers, classes and frontiers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from leaderboard.changes.as_json import as_json
from leaderboard.changes.as_text import as_text
from leaderboard.changes.difference import counts
from leaderboard.changes.recording import missing_entries
from leaderboard.errors import DataError, MachineError, UsageError
from leaderboard.records.model import Workspace
from tests.changes.conftest import Repo
from tests.conftest import Run
from tests.site.conftest import PAPER, write_workspace


def nonzero(repo: Repo, revision: str = "HEAD") -> dict[str, int]:
    """The counts that are not zero."""
    return {name: number for name, number in counts(repo.diff(revision)).items() if number}


def test_nothing_changed(repo: Repo, leaderboard: Run) -> None:
    """One line, exit code 0."""
    done = leaderboard("diff", cwd=repo.folder)

    commit = repo.git("rev-parse", "HEAD")[:7]
    assert (done.returncode, done.stdout) == (0, f"Nothing of the data changed since HEAD ({commit} of 2026-03-04).\n")


def test_an_added_row_joins_the_frontier(repo: Repo) -> None:
    """A better row takes the place of the one that it beats; the reasons name both."""
    repo.edit("two", '  { id = "b"', '  { id = "c", top1 = 93.50, params_removed = 75.0 },\n  { id = "b"')
    found = repo.diff()

    assert counts(found)["results_added"] == 1
    assert found.faults == ()
    assert found.papers[0].results_added == ("two:c",)
    moves = {(m.result, m.joined, m.classes): m.causes for m in found.computed.frontiers}
    assert moves == {
        (result, result == "two:c", classes): ("a new result" if result == "two:c" else "beaten by two:c",)
        for classes in ("A", "A and B")
        for result in ("two:c", "one:a", "one:b", "two:b")
    }


def test_a_deleted_row_fails_and_names_its_numbers(repo: Repo, leaderboard: Run) -> None:
    """Fault 18: exit code 1, and what the row held is listed."""
    repo.edit("one", '  { id = "a", top1 = 92.50, params_removed = 50.0 },\n', "")
    done = leaderboard("diff", cwd=repo.folder)

    assert done.returncode == 1
    assert "! one:a  the row was deleted; it held top1 92.50 percent, params_removed 50.0 percent" in done.stdout
    assert "+ two:a  on the frontier" in done.stdout
    assert "(no longer beaten by one:a)" in done.stdout


def test_an_altered_number_fails_with_old_and_new(repo: Repo, leaderboard: Run) -> None:
    """Fault 18, also when only the printed precision differs; the normalised change and its cause stand beside it."""
    repo.edit("one", "top1 = 92.50", "top1 = 92.60")
    repo.edit("two", "params_removed = 50.0", "params_removed = 50.00")
    done = leaderboard("diff", cwd=repo.folder)

    assert done.returncode == 1
    assert "! one:a  top1 92.50 percent → 92.60 percent" in done.stdout
    assert "! two:a  params_removed 50.0 percent → 50.00 percent" in done.stdout
    because = "(because of: top1 92.50 percent → 92.60 percent)"
    assert f"~ one:a  change of top-1 -0.50 → -0.40 {because}" in done.stdout
    assert "2 changes without a reason" in done.stdout


def test_an_altered_baseline_concerns_every_row_of_its_table(repo: Repo) -> None:
    """The dense number is one fault, the changed quantities are those of both rows."""
    repo.edit("one", "baseline = { top1 = 93.00 }", "baseline = { top1 = 94.00 }")
    found = repo.diff()

    assert found.faults == ("one:a: dense top1 93.00 percent → 94.00 percent",)
    changed = {(q.result, q.quantity, q.old, q.new) for q in found.computed.quantities}
    assert changed == {
        *((f"one:{row}", "baseline_top1", 93.0, 94.0) for row in "ab"),
        ("one:a", "delta_top1", -0.5, -1.5),
        ("one:b", "delta_top1", -2.0, -3.0),
    }
    assert {q.causes for q in found.computed.quantities} == {("dense top1 93.00 percent → 94.00 percent",)}


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("top1 = 92.50, ", "", "one:a: top1 92.50 percent → nothing"),
        ("params_removed = 50.0 }", 'failed = ["params_removed"] }', "one:a: params_removed 50.0 percent → failed"),
        ('top1 = "percent", params', 'top1 = "fraction", params', "one:a: top1 92.50 percent → 92.50 fraction"),
    ],
)
def test_a_number_can_be_altered_without_its_digits(repo: Repo, old: str, new: str, fault: str) -> None:
    """Taken out, called failed, or given another unit."""
    repo.edit("one", old, new)
    if "fraction" in new:
        for digits in ("92.50", "91.00", "93.00"):
            repo.edit("one", f"top1 = {digits}", f"top1 = 0.{digits[:2]}")
        found = repo.diff()
        assert len(found.faults) == 3
        assert found.faults[0] == "one:a: top1 92.50 percent → 0.92 fraction"
        return

    assert repo.diff().faults == (fault,)


def test_a_correction_is_no_fault(repo: Repo, correction: Callable[..., str]) -> None:
    """The number stays as printed; the quantity changes, and the correction is named as the cause."""
    repo.append("one", correction("92.50", "92.05"))
    found = repo.diff()

    assert found.faults == ()
    assert [(q.quantity, q.new, q.causes) for q in found.computed.quantities] == [
        ("top1", 92.05, ("correction of top1",)),
        ("delta_top1", -0.95, ("correction of top1",)),
    ]
    assert "+ one:a  correction of top1 92.50 → 92.05: digits swapped" in as_text(found)


def test_a_retraction_excuses_what_is_gone_and_nothing_else(repo: Repo, correction: Callable[..., str]) -> None:
    """A reason in the record excuses the number it is about: the same row, column and old number."""
    repo.edit("one", "top1 = 92.50, ", "")
    repo.append("one", correction("92.50"))
    found = repo.diff()

    assert found.faults == ()
    assert found.papers[0].altered[0].reason == "digits swapped"
    repo.edit("one", "top1 = 91.00", "top1 = 91.01")
    assert repo.diff().faults == ("one:b: top1 91.00 percent → 91.01 percent",)
    repo.edit("one", "old = 92.50", "old = 92.51")
    assert len(repo.diff().faults) == 2


def test_a_renamed_paper_is_removed_and_added(repo: Repo) -> None:
    """Keys are part of permalinks, so a rename loses rows."""
    text = (repo.papers / "two.toml").read_text().replace('key = "two"', 'key = "three"')
    (repo.papers / "two.toml").unlink()
    (repo.papers / "three.toml").write_text(text)
    path = repo.folder / "reported_results" / "catalogue" / "methods.toml"
    path.write_text(path.read_text() + '\n[[method]]\nkey = "three"\nname = "Three"\npaper = "three"\n')

    found = nonzero(repo)
    wanted = {"papers_added": 1, "papers_removed": 1, "results_added": 2, "results_removed": 2, "without_a_reason": 2}
    assert {name: found[name] for name in wanted} == wanted


def test_a_caveat_changes_the_class_and_says_why(repo: Repo) -> None:
    """A to C with the reason that came and the input that changed; the result leaves both frontiers for it."""
    repo.edit("one", 'id = "a", top1', 'id = "a", caveats = ["dataset-unclear"], top1')
    found = repo.diff()

    (change,) = found.computed.classes
    assert (change.result, change.old, change.new, change.causes) == ("one:a", "A", "C", ("caveats",))
    assert change.reasons_added == ("the data set is in doubt",)
    left = [move for move in found.computed.frontiers if not move.joined]
    assert [(m.result, m.classes) for m in left] == [("one:a", "A"), ("one:a", "A and B")]
    assert {m.causes for m in left} == {("class A → C", "caveats")}
    assert found.faults == ()


def test_the_catalogue_as_a_cause(repo: Repo) -> None:
    """A changed catalogue moves results whose own record did not change to another board."""
    folder = repo.folder / "reported_results" / "catalogue"
    names, cards = folder / "architectures.toml", folder / "cards.toml"
    names.write_text(names.read_text() + '\n[[architecture]]\nkey = "other"\nname = "Other"\n')
    cards.write_text(cards.read_text().replace('board = "resnet-56"', 'board = "other"'))
    found = repo.diff()

    assert found.catalogue == ("architectures.toml", "cards.toml")
    assert found.papers == ()
    moved = {(m.result, m.old, m.new, m.causes) for m in found.computed.boards}
    cause = ("the catalogue (architectures.toml, cards.toml)",)
    assert moved == {
        (result, "cifar-10--resnet-56", "cifar-10--other", cause) for result in ("one:a", "one:b", "two:a", "two:b")
    }
    assert "Paper one, its record unchanged (2)" in as_text(found)


def test_measured_records_are_append_only(repo: Repo, leaderboard: Run) -> None:
    """New ones are counted by network; edited and deleted ones fail and are named."""
    kept, gone = repo.run(0), repo.run(1)
    repo.commit(1)
    repo.run(2)
    kept.write_text(kept.read_text().replace('"finished"', '"failed"'))
    gone.unlink()
    done = leaderboard("diff", cwd=repo.folder)

    assert done.returncode == 1
    assert "measured runs  1 added, 1 removed, 1 changed" in done.stdout
    name = f"measured_results/invented-v1/{kept.name}"
    assert f"! {name}  a measured record was edited" in done.stdout
    assert f"! measured_results/invented-v1/{gone.name}  a measured record was deleted" in done.stdout
    assert "+ invented-v1  1 run on resnet-56-invented, 1 method: invented-method" in done.stdout


def test_facts_and_questions_are_listed_without_failing(repo: Repo) -> None:
    """Everything beside the numbers is compared too, field by field."""
    repo.edit("one", 'title = "A synthetic paper"', 'title = "A better title"')
    repo.edit("one", 'locator = "Table 1"', 'locator = "Table 2"')
    repo.edit("one", 'id = "b",', 'id = "b", variant = "v",')
    repo.append("one", '\n[[question]]\ntext = "Which?"\nrows = ["a"]\n')
    found = repo.diff()

    assert [(f.of, f.result, f.field, f.old, f.new) for f in found.papers[0].facts] == [
        ("paper", "", "title", "A synthetic paper", "A better title"),
        ("table", "one:a", "locator", "Table 1", "Table 2"),
        ("row", "one:b", "variant", "–", "v"),
    ]
    assert found.papers[0].questions_added == 1
    assert found.faults == ()


def test_an_older_revision_and_a_subfolder(tmp_path: Path, repo: Repo) -> None:
    """REV may be any commit; the workspace need not be the root of its repository."""
    repo.edit("one", '  { id = "b"', '  { id = "c", top1 = 90.00 },\n  { id = "b"')
    repo.commit(1)
    assert nonzero(repo, "HEAD~1") == {"papers_changed": 1, "results_added": 1}
    (tmp_path / "deep").mkdir()
    shutil.move(repo.folder, tmp_path / "deep" / "work")
    shutil.move(tmp_path / "deep" / "work" / ".git", tmp_path / "deep" / ".git")
    repo.folder = tmp_path / "deep" / "work"
    repo.papers = repo.folder / "reported_results" / "papers"
    repo.git("add", "-A", str(tmp_path / "deep"))
    repo.git("commit", "-q", "-m", "deep")
    assert nonzero(repo) == {}
    repo.edit("one", "year = 2024", "year = 2023")
    assert nonzero(repo) == {"papers_changed": 1, "facts_changed": 1}
    titles = [entry.title for entry in missing_entries(Workspace(repo.folder))]
    assert titles == ["2 papers added, 5 results added, catalogue revised"]


def test_what_could_not_be_read_then_is_noted(repo: Repo) -> None:
    """A broken record at REV is named and not compared; mending it is no fault."""
    good = (repo.papers / "two.toml").read_text()
    (repo.papers / "two.toml").write_text("schema = ")
    repo.commit(1)
    (repo.papers / "two.toml").write_text(good)
    found = repo.diff()

    assert found.papers == ()
    assert len(found.notes) == 1
    assert found.notes[0].startswith("not sound at that revision: reported_results/papers/two.toml:1:")
    assert "Not compared" in as_text(found)


def test_results_whose_names_are_unknown_are_noted(repo: Repo) -> None:
    """They are compared as printed, and named as not normalised: nothing is left out silently."""
    repo.edit("two", 'dataset = "CIFAR-10"', 'dataset = "CIFAR-11"')
    repo.edit("one", 'id = "b",', 'id = "b", method = "Unheard-of",')
    found = repo.diff()

    assert found.notes == (
        "not normalised in the folder, since the catalogue does not know a name: one:b, two:a, two:b",
    )
    assert [fact.field for paper in found.papers for fact in paper.facts] == ["method", "dataset"]


def test_a_broken_working_tree_is_a_problem_of_the_data(repo: Repo, leaderboard: Run) -> None:
    """Exit code 1 with file, line and column."""
    repo.edit("one", "top1 = 92.50", "top1 = 92,50")
    with pytest.raises(DataError):
        repo.diff()
    done = leaderboard("diff", cwd=repo.folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert "reported_results/papers/one.toml:20:" in done.stderr


@pytest.mark.parametrize("revision", ["nonesuch", "", "HEAD~9", "--output=x", "HEAD:reported_results", "a b"])
def test_an_unknown_revision_is_wrong_usage(repo: Repo, revision: str) -> None:
    """Whatever is no commit is refused, options included."""
    with pytest.raises(UsageError, match="no revision"):
        repo.diff(revision)


def test_exit_codes_without_revision_and_without_git(repo: Repo, leaderboard: Run, tmp_path: Path) -> None:
    """2 for an unknown revision, 3 outside a repository and where git is missing."""
    done = leaderboard("diff", "nonesuch", cwd=repo.folder)
    assert done.returncode == 2
    assert done.stderr == (
        "error: no revision 'nonesuch' in this repository; name a commit, a branch or a tag, such as HEAD~1\n"
    )
    done = leaderboard("diff", cwd=repo.folder, PATH="/nonexistent")
    assert done.returncode == 3
    assert "git cannot be run" in done.stderr
    outside = write_workspace(tmp_path / "outside", {"one": PAPER})
    done = leaderboard("diff", cwd=outside, GIT_CEILING_DIRECTORIES=str(tmp_path))
    assert done.returncode == 3
    assert "is in no git repository" in done.stderr
    with pytest.raises(MachineError):
        repo.folder = outside / "nowhere"
        repo.diff()


def test_nothing_is_written_or_checked_out(repo: Repo, leaderboard: Run) -> None:
    """The folder and its git state are the same before and after."""
    repo.edit("one", "92.50", "92.51")
    before = {p: p.read_bytes() for p in sorted(repo.folder.rglob("*")) if p.is_file()}
    leaderboard("diff", cwd=repo.folder)
    assert {p: p.read_bytes() for p in sorted(repo.folder.rglob("*")) if p.is_file()} == before


def test_json_is_one_object_with_everything(repo: Repo, leaderboard: Run, correction: Callable[..., str]) -> None:
    """Digits stay text, dates are ISO 8601, and two runs give the same bytes whatever the hash seed."""
    repo.edit("one", "top1 = 92.50", "top1 = 92.60")
    repo.append("two", correction("92.00", "92.01"))
    done = [leaderboard("diff", "--format", "json", cwd=repo.folder, PYTHONHASHSEED=seed) for seed in "12"]

    assert done[0].returncode == 1
    assert done[0].stdout == done[1].stdout
    found = json.loads(done[0].stdout)
    assert found["commit_date"] == "2026-03-04T03:00:00Z"
    assert found["faults"] == ["one:a: top1 92.50 percent → 92.60 percent"]
    assert found["papers"][1]["corrections_added"][0]["old"] == "92.00"
    assert found["quantities_changed"][0]["causes"] == ["top1 92.50 percent → 92.60 percent"]
    assert as_json(repo.diff()) == done[0].stdout


def test_long_lists_are_shortened_unless_all_is_asked_for(repo: Repo, leaderboard: Run) -> None:
    """A count says how many are left out."""
    rows = "".join(f'  {{ id = "n{i}", top1 = 80.00 }},\n' for i in range(30))
    repo.edit("one", '  { id = "a"', f'{rows}  {{ id = "a"')
    short, long = (leaderboard("diff", *more, cwd=repo.folder).stdout for more in ([], ["--all"]))

    assert "    and 18 more; --all lists them" in short
    assert "one:n29" not in short
    assert "+ one:n29  a new result" in long
