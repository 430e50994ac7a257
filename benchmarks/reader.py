"""A reader of web pages whose every action is counted and priced with the keystroke-level model.

Operator times are those of Card, Moran and Newell, "The keystroke-level model for user performance time with
interactive systems", CACM 23(7), 1980: a key of an average skilled typist or a button press K, pointing with a mouse P,
a hand's move between mouse and keyboard H, mental preparation M. What the computer takes (their R) is measured, not
modelled. The model has no operator for scrolling; here a screenful is one press (K) and one look (M).

One rule for every site: M stands before each thing pointed at, typed, scrolled to or read, never within a typed text.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

SECONDS = {"K": 0.20, "P": 1.10, "H": 0.40, "M": 1.35}


@dataclass
class Effort:
    """What a task took: actions, what the model makes of them, and the measured time of the script."""

    clicks: int = 0
    keys: int = 0
    screens: int = 0
    reads: int = 0
    operators: str = ""
    steps: list[str] = field(default_factory=list)
    script_seconds: float = 0.0

    @property
    def model_seconds(self) -> float:
        """The person's share: the sum of the operators' times, without the computer's."""
        return sum(SECONDS[operator] for operator in self.operators)


class Reader:
    """Drives one page with the right hand on the mouse until something is typed."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.effort = Effort()
        self._on_keyboard = False
        self._started = 0.0

    def open(self, url: str) -> None:
        """The front page; from here the clock runs."""
        self._started = time.perf_counter()
        self.page.goto(url)

    def click(self, target: Locator, what: str) -> None:
        self._reach(target)
        self._mouse()
        target.click()
        self._note("MPK", f"click {what}")
        self.effort.clicks += 1

    def choose(self, select: Locator, label: str) -> None:
        """Two clicks: one opens the list, one picks from it."""
        self._reach(select)
        self._mouse()
        select.select_option(label=label)
        self._note("MPKMPK", f"choose “{label}”")
        self.effort.clicks += 2

    def hover(self, target: Locator, what: str, at: tuple[float, float]) -> None:
        self._reach(target)
        self._mouse()
        target.hover(position={"x": at[0], "y": at[1]})
        self._note("MP", f"point at {what}")

    def write(self, text: str) -> None:
        """Types into what has the focus."""
        self._note("M" if self._on_keyboard else "HM", f"type “{text}”")
        self._on_keyboard = True
        self.page.keyboard.type(text)
        self.effort.keys += len(text)
        self.effort.operators += "K" * len(text)

    def press(self, key: str) -> None:
        """One key, or a combination such as Control+A: one K for each key of it."""
        pressed = key.count("+") + 1
        self._note(("M" if self._on_keyboard else "HM") + "K" * pressed, f"press {key}")
        self._on_keyboard = True
        self.page.keyboard.press(key)
        self.effort.keys += pressed

    def read(self, target: Locator) -> str:
        """The text of the target on one line, once it is in view."""
        self._reach(target)
        return self.look(" ".join(target.inner_text().split()))

    def look(self, text: str) -> str:
        """Takes in a text that is in view already, such as a tooltip on a canvas."""
        self._note("M", f"read “{text[:80]}”")
        self.effort.reads += 1
        self.stop()
        return text

    def stop(self) -> None:
        """The clock's last reading so far; a task that ends with a file or a link calls it itself."""
        self.effort.script_seconds = time.perf_counter() - self._started

    def _mouse(self) -> None:
        if self._on_keyboard:
            self.effort.operators += "H"
            self._on_keyboard = False

    def _note(self, operators: str, step: str) -> None:
        self.effort.operators += operators
        self.effort.steps.append(step)

    def _reach(self, target: Locator) -> None:
        """Scrolls until the upper end of the target is in view, a screenful at a time, down, up or sideways."""
        target.wait_for(state="visible", timeout=10_000)
        box, size = target.bounding_box(), self.page.viewport_size
        assert box is not None and size is not None
        screens = _screens(box["y"], min(box["height"], 40), size["height"]) + _screens(
            box["x"], min(box["width"], 40), size["width"]
        )
        if screens:
            self.effort.screens += screens
            self._note("KM" * screens, f"scroll {screens} screens")
        target.scroll_into_view_if_needed()


def _screens(start: float, length: float, screen: int) -> int:
    if start < 0:
        return math.ceil(-start / screen)
    return max(0, math.ceil((start + length - screen) / screen))
