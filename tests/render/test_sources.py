"""Places in repositories as links: lines at a commit, quoting, and addresses that are not followed."""

from __future__ import annotations

import pytest

from leaderboard.render.sources import github, source_address, source_of
from tests.render.synthetic import table

COMMIT = "0123456789abcdef0123456789abcdef01234567"
HUB = "https://github.com/owner/name"


@pytest.mark.parametrize(
    ("repository", "path", "commit", "locator", "expected"),
    [
        (HUB, "a/b.csv", COMMIT, "L91", f"{HUB}/blob/{COMMIT}/a/b.csv#L91"),
        (HUB + ".git", "b.csv", COMMIT, "L3-L7", f"{HUB}/blob/{COMMIT}/b.csv#L3-L7"),
        (HUB + "/", "b.csv", COMMIT, "L3-7", f"{HUB}/blob/{COMMIT}/b.csv#L3-L7"),
        (HUB + "/tree/main", "b.csv", COMMIT, "L3–L7", f"{HUB}/blob/{COMMIT}/b.csv#L3-L7"),
        (HUB, "b.csv", COMMIT, "row 3", f"{HUB}/blob/{COMMIT}/b.csv"),
        (HUB, "b.csv", COMMIT, None, f"{HUB}/blob/{COMMIT}/b.csv"),
        (HUB, "b.csv", None, "L91", f"{HUB}/blob/HEAD/b.csv"),
        (HUB, "b.csv", "main; rm", "L91", f"{HUB}/blob/HEAD/b.csv"),
        (HUB, None, COMMIT, "L91", f"{HUB}/tree/{COMMIT}"),
        (HUB, None, None, None, HUB),
        (HUB, 'a b/#?"<é>.csv', COMMIT, "L1", f"{HUB}/blob/{COMMIT}/a%20b/%23%3F%22%3C%C3%A9%3E.csv#L1"),
        (HUB, "../../x", COMMIT, "L1", HUB),
        ("https://www.github.com/owner/name", "b", COMMIT, None, f"{HUB}/blob/{COMMIT}/b"),
        ("https://gitlab.com/owner/name", "b", COMMIT, "L1", None),
        ("https://github.com.evil.org/owner/name", "b", COMMIT, "L1", None),
        ("https://user:pw@github.com/owner/name", "b", COMMIT, "L1", None),
        ("javascript:alert(1)//github.com/owner/name", "b", COMMIT, "L1", None),
        ("https://github.com/owner", "b", COMMIT, "L1", None),
        ("https://github.com/../..", "b", COMMIT, "L1", None),
        ("owner/name", "b", COMMIT, "L1", None),
        (None, "b", COMMIT, "L1", None),
    ],
)
def test_address(
    repository: str | None, path: str | None, commit: str | None, locator: str | None, expected: str | None
) -> None:
    at = table(1, "one", repository=repository, path=path, commit=commit)

    assert source_address(at, locator) == expected


def test_a_place_in_words() -> None:
    """Locator, line, repository without its host, path, ten digits of the commit; just the locator without one."""
    at = table(1, "one", locator="README", repository=HUB, path="a/b.csv", commit=COMMIT)

    assert source_of(at, "L91").text == "README, L91, owner/name a/b.csv at 0123456789"
    assert source_of(table(1, "one")) == type(source_of(at))("Table 1", None)
    assert github("http://github.com/a.b/c_d-e.git") == "https://github.com/a.b/c_d-e"
