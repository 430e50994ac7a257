"""What a board shows of our own runs, on an invented corpus."""

from __future__ import annotations

import re

from leaderboard.render.board_measured import filled_styles, measured_here, measured_marks, other_points, shown_here
from leaderboard.render.charts import DASHES, Words, chart
from leaderboard.render.context import Site
from leaderboard.render.marks import styles
from leaderboard.store.corpus import CounterpartView, RunView
from tests.analysis.test_gap import run
from tests.render.synthetic import corpus

COUNTERPARTS = {
    "ours": CounterpartView("ours", "Ours", ("alpha",), "the same"),
    "best": CounterpartView("best", "Best", (), ""),
}


def site(*runs: RunView) -> Site:
    return Site(corpus(runs=runs, counterparts=COUNTERPARTS))


def sweep(protocol: str = "p-v1", **levels: float) -> list[RunView]:
    """Methods by their change at 2x; at 4x a point less, three seeds each."""
    return [
        run(r, s, level - (r - 2) / 2 + s / 10, method=method, protocol=protocol)
        for method, level in levels.items()
        for r in (2, 4)
        for s in range(3)
    ]


def test_claims_and_the_best_are_named_the_others_are_dots() -> None:
    found = site(*sweep(ours=-2.0, best=-1.0, worse=-3.0))
    (here,) = shown_here(found, found.boards[0])

    assert {p.method for p in here.points} == {"ours", "best"} and {p.method for p in here.others} == {"worse"}
    dots = other_points("compression_ratio", [here])
    assert [(x, round(y, 6)) for x, y in dots] == [(2.0, -2.9), (4.0, -3.9)]
    assert [x for x, _ in other_points("theoretical_speedup", [here])] == [1.0, 2.0]


def test_a_re_run_has_the_mark_of_what_it_re_runs() -> None:
    found = site(*sweep(ours=-2.0, best=-1.0))
    ours = shown_here(found, found.boards[0])
    shown = styles(["alpha", "beta"])
    filled = filled_styles(found, shown, ours)

    assert filled["ours"] == shown["alpha"] and filled["best"] not in shown.values()
    table = measured_here(found, ours[0], filled, 0)
    assert [link.text for _, link, _ in table.rows] == ["Best", "Ours"] and table.targets == ("2×", "4×")
    assert table.rows[1][2] == ("−1.90 ± 0.10 (3)", "−2.90 ± 0.10 (3)") and not table.pruned_only


def test_protocols_are_curves_of_their_own_and_lines_of_their_own_kind() -> None:
    """Two protocols at the same ratios: two curves a method, no mark in between."""
    found = site(*sweep(ours=-2.0), *sweep("q-v1", ours=-1.0))
    ours = shown_here(found, found.boards[0])
    marks = measured_marks(found, "compression_ratio", ours, filled_styles(found, {}, ours))

    assert [(m.line, m.dash) for m in marks] == [
        ("p-v1 resnet-56-invented ours", 0),
        ("p-v1 resnet-56-invented ours", 0),
        ("q-v1 resnet-56-invented ours", 1),
        ("q-v1 resnet-56-invented ours", 1),
    ]
    assert [round(m.change, 6) for m in marks] == [-1.9, -2.9, -0.9, -1.9]
    assert all("measured under q-v1" in m.title for m in marks[2:])
    trade_off = found.boards[0].trade_off("compression_ratio", "delta_top1")
    assert trade_off is not None
    words = Words(href=lambda p: "", method=lambda p: "", sentence=lambda p: "")
    drawn = chart(trade_off, styles(["alpha", "beta"]), words, marks, [(2.0, -2.0), (900.0, 0.0)])
    assert {line.dash for line in drawn.drawings[0].curves} == {0, 1} and max(m.dash for m in marks) < DASHES
    assert drawn.drawings[0].others.count("h0") == 1
    assert any(re.search("2 measured results of other methods, 1 of them outside", note) for note in drawn.notes)


def test_a_campaign_without_a_finished_pruned_run_is_not_on_the_board() -> None:
    failed = run(2, 0, 0.0, outcome="failed")
    unpruned = run(1, 0, 0.0, method="dense", protocol="q-v1")

    assert shown_here(site(failed, unpruned), site(failed, unpruned).boards[0]) == []
