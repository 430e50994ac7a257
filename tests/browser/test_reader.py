"""The reader of `benchmarks/`: what it counts and what the keystroke-level model makes of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api")
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from playwright.sync_api import Browser
from reader import Reader

PAGE = """<!doctype html><meta name="viewport" content="width=device-width"><style>body { margin: 0 }</style>
<input aria-label="name"><select><option>one<option>two</select><button>go</button>
<div style="height: 1500px"></div><p style="margin: 0">the
  answer</p>"""
pytestmark = pytest.mark.browser


@pytest.fixture
def reader(chromium: Browser, tmp_path: Path) -> Iterator[Reader]:
    (tmp_path / "page.html").write_text(PAGE)
    context = chromium.new_context(viewport={"width": 800, "height": 600})
    found = Reader(context.new_page())
    found.open((tmp_path / "page.html").as_uri())
    yield found
    context.close()


def test_a_click_is_a_look_a_move_and_a_press(reader):
    """1.35 + 1.10 + 0.20 seconds, without any scrolling."""
    reader.click(reader.page.get_by_role("button"), "go")

    assert (reader.effort.clicks, reader.effort.screens, reader.effort.operators) == (1, 0, "MPK")
    assert reader.effort.model_seconds == pytest.approx(2.65)


def test_typing_costs_a_key_a_letter_and_the_hand_both_ways(reader):
    """The hand goes to the keyboard once and back before the next click."""
    reader.click(reader.page.get_by_role("textbox"), "the field")
    reader.write("rigl")
    reader.press("Control+A")
    reader.click(reader.page.get_by_role("button"), "go")

    assert reader.effort.operators == "MPK" + "HM" + "KKKK" + "MKK" + "H" + "MPK"
    assert (reader.effort.clicks, reader.effort.keys) == (2, 6)
    assert reader.page.get_by_role("textbox").input_value() == "rigl"


def test_what_is_out_of_view_costs_a_press_and_a_look_a_screen(reader):
    """The paragraph starts at about 1520 px: two screens of 600 px bring it into view; then it is read, on one line."""
    text = reader.read(reader.page.get_by_text("answer"))

    assert text == "the answer"
    assert (reader.effort.screens, reader.effort.operators) == (2, "KMKM" + "M")


def test_a_choice_from_a_list_is_two_clicks(reader):
    """Opening it and picking."""
    reader.choose(reader.page.get_by_role("combobox"), "two")

    assert (reader.effort.clicks, reader.effort.operators) == (2, "MPKMPK")
