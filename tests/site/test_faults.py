"""Hostile text, awkward names and odd sizes, from record file to page (faults 36 to 40)."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from leaderboard.errors import DataError
from leaderboard.render.pagenames import PageNames, page_name
from tests.conftest import Run
from tests.site.conftest import CATALOGUE, PAPER, write_workspace

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{ 7*7 }}</title></svg>"
TOML_EVIL = EVIL.replace("\\", "\\\\").replace('"', '\\"')


def pages(folder: Path) -> dict[str, str]:
    site = folder / "build" / "site"
    return {path.relative_to(site).as_posix(): path.read_text() for path in sorted(site.rglob("*.html"))}


def test_markup_in_every_text_field_is_shown_as_text(leaderboard: Run, tmp_path: Path) -> None:
    """No page holds a tag that came out of a record, whichever field it stood in."""
    paper = PAPER.replace('title = "A synthetic paper"', f'title = "{TOML_EVIL}"')
    paper = paper.replace('["Ada Author"]', f'["{TOML_EVIL}"]').replace('"Table 1"', f'"{TOML_EVIL}"')
    paper = paper.replace("year = 2024", f'year = 2024\nremark = "{TOML_EVIL}"\nbibtex = "{TOML_EVIL}"')
    paper = paper.replace(
        'id = "a",', f'id = "a", variant = "{TOML_EVIL}", remark = "{TOML_EVIL}", settings = {{ x = "{TOML_EVIL}" }},'
    )
    paper += f'\n[[question]]\ntext = "{TOML_EVIL}"\n'
    catalogue = {
        "methods.toml": CATALOGUE["methods.toml"] + f'note = "{TOML_EVIL}"\n',
        "architectures.toml": CATALOGUE["architectures.toml"]
        + f'note = "{TOML_EVIL}"\nfamily = "{TOML_EVIL}"\nsource = "{TOML_EVIL}"\n',
    }
    write_workspace(tmp_path, {"one": paper}, catalogue)

    done = leaderboard("build", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    written = pages(tmp_path)
    for name, text in written.items():
        assert "<script>alert" not in text, name
        assert "<img src=x" not in text, name
    assert "{{ 7*7 }}" in written["paper/one.html"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in written["paper/one.html"]
    script = (tmp_path / "build" / "site").rglob("*.js")
    assert all("<script>" not in path.read_text() for path in script)


def test_every_page_states_its_policy_before_anything_else(leaderboard: Run, tmp_path: Path) -> None:
    """The content-security policy is the first element of <head>, and allows no inline script."""
    write_workspace(tmp_path, {"one": PAPER})
    assert leaderboard("build", cwd=tmp_path).returncode == 0
    for name, text in pages(tmp_path).items():
        head = text.split("<head>", 1)[1].lstrip()
        assert head.startswith('<meta http-equiv="Content-Security-Policy"'), name
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', head)
        assert policy, name
        assert "default-src 'none'" in policy.group(1)
        assert "unsafe-inline" not in policy.group(1).split("script-src")[1].split(";")[0]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "https://user:secret@example.org/"])
def test_hostile_addresses_are_refused(leaderboard: Run, tmp_path: Path, url: str) -> None:
    """Only http and https without credentials may stand in a record."""
    write_workspace(tmp_path, {"one": PAPER.replace("year = 2024", f'year = 2024\nurl = "{url}"')})

    done = leaderboard("build", cwd=tmp_path)

    assert done.returncode == 1
    assert "reported_results/papers/one.toml:8:" in done.stderr
    assert not (tmp_path / "build" / "site").exists()


def test_csv_cells_cannot_become_formulas_and_names_stay_text(leaderboard: Run, tmp_path: Path) -> None:
    """A method called NA stays NA; text that starts like a formula gets an apostrophe; numbers stay numbers."""
    methods = "".join(
        f'[[method]]\nkey = "m{i}"\nname = "{word}"\npaper = "one"\nprinted = ["{word}"]\n\n'
        for i, word in enumerate(("NA", "None", "1e5", "010", "=1+1"))
    )
    rows = "".join(
        f'  {{ id = "r{i}", method = "{word}", top1 = 9{i}.50, params_removed = 50.0 }},\n'
        for i, word in enumerate(("NA", "None", "1e5", "010", "=1+1"))
    )
    paper = re.sub(r"rows = \[.*\]", lambda _: f"rows = [\n{rows}]", PAPER, flags=re.DOTALL)
    write_workspace(tmp_path, {"one": paper}, {"methods.toml": methods})
    assert leaderboard("build", cwd=tmp_path).returncode == 0

    done = leaderboard("export", "results", cwd=tmp_path)

    found = list(csv.DictReader(done.stdout.splitlines()))
    assert [row["method_as_printed"] for row in found] == ["NA", "None", "1e5", "010", "'=1+1"]
    assert [row["top1"] for row in found] == ["90.5", "91.5", "92.5", "93.5", "94.5"]
    assert found[0]["delta_top1"] == "-2.5"


def test_no_rows_and_one_row_make_valid_pages(leaderboard: Run, tmp_path: Path) -> None:
    """An empty workspace and one result both build; every page has a title and one heading."""
    write_workspace(tmp_path / "none", {})
    one = re.sub(r'  \{ id = "b".*\n', "", PAPER)
    write_workspace(tmp_path / "one", {"one": one.replace("params_removed = 50.0", "params_removed = 0.0")})
    for name in ("none", "one"):
        done = leaderboard("build", cwd=tmp_path / name)
        assert done.returncode == 0, done.stderr
        for page, text in pages(tmp_path / name).items():
            assert text.count("<h1") == 1, page
            assert text.rstrip().endswith("</html>"), page


def test_keys_that_would_share_a_page_are_an_error(leaderboard: Run, tmp_path: Path) -> None:
    """Two methods whose keys differ only in case: refused, both named, nothing written."""
    methods = CATALOGUE["methods.toml"] + '\n[[method]]\nkey = "ONE"\nname = "Two"\npaper = "one"\nprinted = ["Two"]\n'
    write_workspace(tmp_path, {"one": PAPER}, {"methods.toml": methods})

    done = leaderboard("build", cwd=tmp_path)

    assert done.returncode == 1
    assert "ONE" in done.stderr
    assert not (tmp_path / "build" / "site").exists()


def test_equal_records_give_equal_bytes(leaderboard: Run, tmp_path: Path) -> None:
    """Another hash seed, time zone and locale change nothing in site or database."""
    found = []
    for name, seed, zone, locale in (("a", "1", "UTC", "C"), ("b", "2", "Asia/Kathmandu", "C.UTF-8")):
        write_workspace(tmp_path / name, {"one": PAPER})
        done = leaderboard("build", cwd=tmp_path / name, PYTHONHASHSEED=seed, TZ=zone, LC_ALL=locale)
        assert done.returncode == 0, done.stderr
        build = tmp_path / name / "build"
        files = sorted(path for path in build.rglob("*") if path.is_file() and path.name != ".leaderboard.lock")
        found.append({path.relative_to(build).as_posix(): path.read_bytes() for path in files})

    assert found[0].keys() == found[1].keys()
    assert [name for name in found[0] if found[0][name] != found[1][name]] == []


def test_long_names_and_ties_make_valid_pages(leaderboard: Run, tmp_path: Path) -> None:
    """A 300-character name wraps on its page; of two equal results both stand on the frontier."""
    name = "N" * 300
    methods = f'[[method]]\nkey = "one"\nname = "{name}"\npaper = "one"\n'
    tied = PAPER.replace(
        'id = "b", top1 = 91.00, params_removed = 75.0', 'id = "b", variant = "v", top1 = 92.5, params_removed = 50'
    )
    write_workspace(tmp_path, {"one": tied}, {"methods.toml": methods})

    assert leaderboard("build", cwd=tmp_path).returncode == 0
    shown = leaderboard("show", "board", "cifar-10--resnet-56", cwd=tmp_path).stdout.replace("\n", " ")

    assert "one:a" in shown.split("Frontier")[1]
    assert "one:b" in shown.split("Frontier")[1]
    assert name in pages(tmp_path)["method/one.html"]


def test_page_names_are_safe_and_never_shared() -> None:
    """Keys that climb out, differ in signs or in length have different, harmless names; empty ones are refused."""
    keys = [
        "../../x",
        "C",
        "C++",
        "C#",
        "a/b",
        "a b",
        "a~b",
        "[-1,5]",
        "[1,5]",
        "con",
        "x" * 300,
        "x" * 299 + "y",
        ".hidden",
    ]
    names = [page_name(key) for key in keys]

    assert len({name.casefold() for name in names}) == len(keys)
    assert all(re.fullmatch(r"[A-Za-z0-9_~-][A-Za-z0-9._~+-]{0,150}", name) for name in names), names
    for empty in ("", ".", ".."):
        with pytest.raises(DataError):
            page_name(empty)
    with pytest.raises(DataError, match="'SNIP' and 'snip'"):
        PageNames("paper", ["SNIP", "snip"])
