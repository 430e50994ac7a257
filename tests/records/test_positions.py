"""Places of keys and values, against text whose places can be seen."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.records.positions import Positions, dotted

TEXT = '''\
top = 1 # comment [not.a.table]
"quoted key".'x y' = "a # b ] } \\" = "
long = """
[fake]
fake = 1 \\""" still
"""
raw = \'\'\'it's ''\'\'\'
[a.b]
c = [ 1, # one
  [2, 3],
  { d = 4, e.f = 1979-05-27 07:32:00 },
]
[[t]]
k = true
[[t.u]]
v = 1
[[t.u]]
v = 2
[[t]]
k = false
'''


def paths(data: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every path of parsed data."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else []
    return [path for key, value in items for path in ((*at, key), *paths(value, (*at, key)))]


def test_every_key_and_value_has_its_place() -> None:
    """All the forms TOML has, each found where it stands."""
    positions = Positions(TEXT)

    assert positions.of_key(("top",)) == (1, 1)
    assert positions.of_value(("quoted key", "x y")) == (2, 22)
    assert positions.raw(("long",)) == '"""\n[fake]\nfake = 1 \\""" still\n"""'
    assert positions.of_value(("a", "b", "c", 1, 0)) == (10, 4)
    assert positions.raw(("a", "b", "c", 2, "e", "f")) == "1979-05-27 07:32:00"
    assert positions.of_key(("t", 0, "u", 1, "v")) == (18, 1)
    assert positions.of_key(("t", 1, "k")) == (20, 1)
    assert positions.of_key(("t", 1, "missing", 3)) == (19, 1)
    assert positions.repeats == []
    assert all(path in positions.keys or path in positions.values for path in paths(tomllib.loads(TEXT)))


@pytest.mark.parametrize(
    ("text", "path", "first", "second"),
    [
        ("a = 1\na = 2\n", ("a",), (1, 1), (2, 1)),
        ("[a]\nb.c = 1\nb.c = 2\n", ("a", "b", "c"), (2, 1), (3, 1)),
        ("[a]\nb.c = 1\nb = 2\n", ("a", "b"), (2, 1), (3, 1)),
        ("[a]\nb = 2\nb.c = 1\n", ("a", "b"), (2, 1), (3, 1)),
        ("[a]\n[b]\n[a]\n", ("a",), (1, 1), (3, 1)),
        ("[[a]]\n[a]\n", ("a",), (1, 1), (2, 1)),
        ("[a]\n[[a]]\n", ("a",), (1, 1), (2, 1)),
        ("a = 1\n[a]\n", ("a",), (1, 1), (2, 1)),
        ('a = 1\n"a" = 1\n', ("a",), (1, 1), (2, 1)),
        ('"\\u0061" = 1\na = 1\n', ("a",), (1, 1), (2, 1)),
        ("x = [ { a = 1, b = 2, a = 3 } ]\n", ("x", 0, "a"), (1, 9), (1, 23)),
    ],
)
def test_repeated_keys_are_found_with_both_places(text: str, path: object, first: object, second: object) -> None:
    """Each of these is refused by tomllib too, which names one place at most."""
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads(text)
    positions = Positions(text)

    (repeat,) = positions.repeats
    assert repeat.path == path
    assert (positions.place(repeat.first), positions.place(repeat.second)) == (first, second)


@pytest.mark.parametrize(
    "text", ["[a.b]\n[a]\n", "[a.b]\n[a.c]\n", "[[a]]\n[a.b]\n[[a]]\n[a.b]\n", "a.b = 1\na.c = 2\n"]
)
def test_what_is_no_repetition_is_not_reported(text: str) -> None:
    """Tables may be defined after their children, and once in each element of an array."""
    tomllib.loads(text)
    assert Positions(text).repeats == []


@given(st.text("ab.=[]{}\"'#\n ,\\1-", max_size=40))
def test_any_text_is_scanned_and_agrees_with_tomllib(text: str) -> None:
    """Never raises; what tomllib accepts has a place for every path and no repeated key."""
    positions = Positions(text)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert positions.repeats == []
    assert all(path in positions.keys or path in positions.values for path in paths(data))


def test_the_placeless_parts_of_a_path_are_shown_safely() -> None:
    """A key with dots or line breaks must not forge a place or a line."""
    assert dotted(("table", 0, "a.b\n::error")) == 'table.0."a.b\\u000a::error"'
