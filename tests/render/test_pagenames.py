"""Names of pages: no key can overwrite another's page or leave the folder (faults 20 and 38)."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.errors import DataError
from leaderboard.render.output import Output
from leaderboard.render.pagenames import PageNames, page_name


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("SNIP", "SNIP"),
        ("resnet-56", "resnet-56"),
        ("welling-slow-quantize+prune", "welling-slow-quantize~2b~prune"),
        ("C", "C"),
        ("C++", "C~2b~~2b~"),
        ("../../x", "~2e~.~2f~..~2f~x"),
        (".hidden", "~2e~hidden"),
        ("a b", "a~20~b"),
        ("é", "~e9~"),
        ("nul", "~6e~ul"),
        ("<script>", "~3c~script~3e~"),
    ],
)
def test_a_name_is_its_key_made_safe(key: str, name: str) -> None:
    """Letters, digits, dots, hyphens and underscores stay; everything else is written as its code point."""
    assert page_name(key) == name


@pytest.mark.parametrize("key", ["", ".", "..", "..."])
def test_keys_without_a_name_are_refused(key: str) -> None:
    """Empty keys and bare dots name no page."""
    with pytest.raises(DataError, match="cannot be named"):
        page_name(key)


@given(st.text(min_size=1, max_size=300), st.text(min_size=1, max_size=300))
def test_different_keys_never_share_a_page(first: str, second: str) -> None:
    """Either two names that differ even where case is ignored, or an error."""
    try:
        names = PageNames("paper", [first, second])
    except DataError:
        return
    assert first == second or names[first].casefold() != names[second].casefold()
    for key in (first, second):
        folder, _, name = names[key].partition("/")
        assert folder == "paper"
        assert "/" not in name
        assert "\\" not in name
        assert not name.startswith(".")
        assert len(name) < 140


def test_a_collision_names_both_records() -> None:
    """Keys that differ only in case would be one file on many systems."""
    with pytest.raises(DataError, match="'snip' and 'SNIP'"):
        PageNames("paper", ["snip", "SNIP"])


def test_nothing_is_written_outside_the_folder(tmp_path: Path) -> None:
    """Whatever a caller asks for: up, absolute, or through a link."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "link").symlink_to(tmp_path)
    output = Output(tmp_path / "site", tmp_path, {})
    for path in ("../x.html", "/etc/x.html", "a/../../x.html", "link/x.html", ""):
        with pytest.raises(DataError, match="outside the site's folder"):
            output.file(path, b"")
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_no_page_overwrites_another(tmp_path: Path) -> None:
    """A path is written once."""
    output = Output(tmp_path, tmp_path, {})
    output.file("a.html", b"first")
    with pytest.raises(FileExistsError):
        output.file("a.html", b"second")
    assert (tmp_path / "a.html").read_bytes() == b"first"
