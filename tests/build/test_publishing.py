"""Where a site will stand: options and reported_results/site.toml, right and wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from leaderboard.errors import UsageError
from leaderboard.publishing import FILE, Publishing, is_base_url, is_repository, publishing, read_publishing
from leaderboard.records.model import Workspace
from tests.conftest import Run
from tests.site.conftest import PAPER, write_workspace

SETTINGS = 'schema = 1\nbase_url = "https://example.org/x/"\nrepository = "https://github.com/a/b"\n'


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("https://example.org/", True),
        ("http://localhost:8000/a/b/", True),
        ("https://example.org/a%20b/", True),
        ("https://example.org/a", False),
        ("https://user:pw@example.org/", False),
        ("https://@example.org/", False),
        ("https://example.org:99999/", False),
        ("ftp://example.org/", False),
        ("javascript:alert(1)/", False),
        ("//example.org/", False),
        ("example.org/", False),
        ('https://example.org/"/', False),
        ("https://example.org/?q/", False),
        ("https://example.org/#f/", False),
        ("https://example.org/a/../", False),
        ("https://example.org/a//", False),
        ("https:///", False),
        ("https://example.org/" + "a" * 500 + "/", False),
        (3, False),
    ],
)
def test_addresses_of_sites(url: object, fine: bool) -> None:
    """http(s), a folder, nothing else in it."""
    assert is_base_url(url) is fine


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("https://github.com/a/b", True),
        ("https://github.com/a-1/b.c_d", True),
        ("https://github.com/a/..", False),
        ("https://github.com/a", False),
        ("https://github.com/a/b/c", False),
        ("https://github.com/a/b?x", False),
        ("http://github.com/a/b", False),
        ("https://github.com.evil.example/a/b", False),
        (None, False),
    ],
)
def test_addresses_of_repositories(url: object, fine: bool) -> None:
    """An owner and a name on GitHub."""
    assert is_repository(url) is fine


def test_what_people_type_is_completed() -> None:
    """A slash at the end of the address, none and no `.git` at that of a repository."""
    found = publishing("https://example.org/x", "https://github.com/a/b.git/")
    assert found == Publishing("https://example.org/x/", "https://github.com/a/b")
    assert publishing("", "") == Publishing()


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--base-url", "example.org/pruning"),
        ("--base-url", "https://user:secret@example.org/"),
        ("--base-url", "https://example.org/?x"),
        ("--base-url", "javascript:alert(1)"),
        ("--repository", "https://example.org/a/b"),
        ("--repository", "javascript:alert(1)"),
    ],
)
@pytest.mark.parametrize("command", ["build", "release"])
def test_wrong_addresses_are_wrong_usage(
    leaderboard: Run, tmp_path: Path, command: str, option: str, value: str
) -> None:
    """Exit code 2, one line that says what to write, and nothing is made."""
    write_workspace(tmp_path, {"one": PAPER})
    done = leaderboard(command, option, value, cwd=tmp_path)

    assert done.returncode == 2
    assert done.stderr.startswith(f"error: {option}: ")
    assert "; write https://" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "build").exists()


def test_options_come_before_the_file(tmp_path: Path) -> None:
    """What an option gives counts; what it leaves open is the file's."""
    write_workspace(tmp_path, {})
    assert read_publishing(Workspace(tmp_path)) == (Publishing(), [])
    (tmp_path / FILE).write_text(SETTINGS)
    kept, problems = read_publishing(Workspace(tmp_path))

    assert problems == []
    assert Publishing("https://other.example/").over(kept) == Publishing(
        "https://other.example/", "https://github.com/a/b"
    )


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("schema = 1", "schema = 2", "1:1: schema: 2 is not 1; begin with `schema = 1` [publishing]"),
        (
            "/x/",
            "/x",
            "2:1: base_url: 'https://example.org/x' is not the address of a folder; write https://example.org",
        ),
        (
            "https://github.com",
            "ssh://github.com",
            "3:1: repository: 'ssh://github.com/a/b' is no repository on GitHub",
        ),
        ("repository", "repo", "3:1: repo: unknown key `repo`; known are `base_url`, `repository`"),
        ("schema = 1", "schema = ", "1:1: cannot be read: "),
    ],
)
def test_check_and_build_name_what_is_wrong(leaderboard: Run, tmp_path: Path, old: str, new: str, problem: str) -> None:
    """Every fault of form is a problem with its place, and nothing is built."""
    write_workspace(tmp_path, {"one": PAPER})
    (tmp_path / FILE).write_text(SETTINGS.replace(old, new, 1))
    checked = leaderboard("check", cwd=tmp_path)
    built = leaderboard("build", cwd=tmp_path)

    assert checked.returncode == 1
    assert f"{FILE}:{problem}" in checked.stdout
    assert built.returncode == 1
    assert f"{FILE}:{problem}" in built.stderr
    assert not (tmp_path / "build" / "site").exists()


def test_the_file_makes_a_build_publish(leaderboard: Run, tmp_path: Path) -> None:
    """Addresses, lines of records and the words of the summary."""
    write_workspace(tmp_path, {"one": PAPER})
    (tmp_path / FILE).write_text(SETTINGS)
    done = leaderboard("build", cwd=tmp_path)
    page = (tmp_path / "build" / "site" / "paper" / "one.html").read_text()

    assert done.returncode == 0, done.stderr
    (said,) = [line for line in done.stdout.splitlines() if line.startswith("published")]
    assert "for https://example.org/x/: a map of " in said
    assert "no robots.txt, which counts at the root of a host only" in said
    line = PAPER.splitlines().index('  { id = "a", top1 = 92.50, params_removed = 50.0 },') + 1
    assert f'href="https://github.com/a/b/blob/HEAD/reported_results/papers/one.toml#L{line}"' in page
    assert '<link rel="canonical" href="https://example.org/x/paper/one.html">' in page


def test_a_new_workspace_does_not_claim_the_address_of_this_one(leaderboard: Run, tmp_path: Path) -> None:
    """`init` copies records and catalogue, never the settings of a site."""
    assert leaderboard("init", str(tmp_path / "w"), cwd=tmp_path).returncode == 0
    assert not (tmp_path / "w" / FILE).exists()


def test_wrong_words_are_refused_in_the_library_too() -> None:
    """The error is the project's own."""
    with pytest.raises(UsageError, match="--repository"):
        publishing("", "nowhere")
