"""What runs say, on invented runs whose answer is known."""

from __future__ import annotations

import dataclasses

import pytest

from leaderboard.analysis.analysed import Analysed
from leaderboard.analysis.dense_weights import agreement
from leaderboard.analysis.finding import Correlation, Difference, Span
from leaderboard.analysis.findings import findings
from leaderboard.analysis.measured import Campaign, campaigns
from leaderboard.analysis.ranks import Grouped, grouped, spearman
from leaderboard.cli.export import WHAT
from leaderboard.render.exports import TABLES
from leaderboard.render.exports.measured import findings_table
from leaderboard.store.corpus import RunView
from tests.render.synthetic import corpus


def run(
    method: str, seed: int, top1: float, *, ratio: float = 4.0, speedup: float = 3.0, network: str = "n"
) -> RunView:
    return RunView(
        f"{network}/{method}/{ratio}/{seed}", "p-v1", 1, "d", "a", network, method, ratio, seed, "finished", "f",
        top1, 99.0, "", 95.0, 50.0, ratio, speedup, "{}",
    )  # fmt: skip


def answers(*runs: RunView) -> dict[str, str]:
    found: tuple[Campaign, ...] = campaigns(runs)
    return {f.statement: f.verdict for f in findings(found)}


def test_an_order_that_holds_between_seeds_speaks_against_the_weights() -> None:
    """Five methods in one order from every dense network: no; in two orders: seeds change more than the weights."""

    def runs(turned: bool) -> list[RunView]:
        made = []
        for seed in range(3):
            for place, name in enumerate("abcde"):
                change = -place if not (turned and seed == 2) else place
                one = run(name, seed, 94.0 + change)
                made.append(dataclasses.replace(one, dense_sha256=str(seed)))
        return made

    statement = "The order of methods changes with the dense weights"
    assert answers(*runs(False))[statement] == "no"
    assert answers(*runs(True))[statement] == "cannot tell"
    same = [dataclasses.replace(r, dense_sha256="0") for r in runs(True)]
    assert statement not in answers(*same)


def crossed(order: dict[str, str], *, dense: dict[str, float] | None = None, noise: float = 0.0) -> list[RunView]:
    """Three seeds from each dense network, whose methods come in the order of the letters, best first."""
    made = []
    for place, (network, letters) in enumerate(order.items()):
        start = (dense or {}).get(network, 95.0)
        for number in range(3):
            seed = place + 4 * number
            for rank, name in enumerate(letters):
                turn = noise * ((seed * seed + ord(name) * (seed + 3)) % 7)
                one = run(name, seed, start - rank - turn)
                made.append(dataclasses.replace(one, dense_sha256=network, dense_top1=start))
    return made


@pytest.mark.parametrize(
    ("order", "noise", "verdict"),
    [
        ({"u": "abcdef", "v": "fedcba", "w": "cabfed"}, 0.0, "yes"),  # each network has an order of its own
        ({"u": "abcdef", "v": "abcdef", "w": "abcdef"}, 0.1, "no"),
        ({"u": "abcdef", "v": "abcdef", "w": "abcdef"}, 3.0, "cannot tell"),  # seeds of one network differ as much
    ],
)
def test_dense_networks_shared_by_seeds_tell_weights_from_chance(
    order: dict[str, str], noise: float, verdict: str
) -> None:
    assert answers(*crossed(order, noise=noise))["The order of methods changes with the dense weights"] == verdict


def test_numbers_stand_by_ratio_beside_what_to_hold_them_against() -> None:
    """Opposite orders from two dense networks, the same from one: of 15 pairs none has a winner overall."""
    (found,) = [f for f in findings(campaigns(crossed({"u": "abcdef", "v": "fedcba"}))) if "weights" in f.statement]

    (number,) = found.numbers
    assert found.basis == "6 methods" and isinstance(number, Correlation)
    assert (number.target, number.count, number.rho, number.itself) == (4.0, 6, -1.0, 1.0)
    assert number.p == pytest.approx(0.1, abs=0.03)  # 2 of 20 ways to part six rankings in threes, by random ones
    assert number.wrong == (0.0, 0.0, 0.0) and not number.clear


def test_differences_are_in_points_with_half_of_their_interval() -> None:
    """4, 5 and 6 points at 4x over three seeds, t = 4.303: 5 ± 2.48; one run at 8x: no interval."""
    runs = [run("global-magnitude", seed, 94.0 + seed) for seed in range(3)]
    runs += [run("scratch", seed, 90.0) for seed in range(3)]
    runs += [run(name, 0, top1, ratio=8.0) for name, top1 in (("global-magnitude", 90.0), ("scratch", 92.0))]
    (found,) = [f for f in findings(campaigns(runs)) if f.statement.startswith("Training on")]

    half = pytest.approx(4.303 / 3**0.5, rel=1e-3)
    assert found.numbers == (Difference(4.0, 3, 5.0, half, True), Difference(8.0, 1, -2.0, None))
    assert (found.verdict, found.basis) == ("yes", "1 to 3 seeds")


def test_comparisons_across_dense_networks_go_wrong() -> None:
    """Two methods one point apart on two networks two points apart: across them one of two comparisons is wrong, by
    change none.
    """
    (campaign,) = campaigns(crossed({"u": "ab", "v": "ab"}, dense={"u": 95.0, "v": 93.0}))
    found = agreement(campaign, 4.0)

    assert found is not None
    assert found.wrong == (0.0, 0.5, 0.0)
    assert found.order == Grouped(1.0, 1.0, 1.0)
    (alone,) = campaigns(crossed({"u": "ab"}))
    assert agreement(alone, 4.0) is None


def test_seeds_with_two_dense_networks_are_split() -> None:
    """Seed 1 was swept on two machines."""
    runs = [run(name, seed, 94.0) for name in "ab" for seed in range(2)]
    here = [dataclasses.replace(r, dense_sha256=f"{r.seed}{r.method if r.seed else ''}") for r in runs]

    assert [c.split for c in campaigns(here)] == [(1,)]


def test_spreads_are_of_dense_networks_where_seeds_share_them() -> None:
    """Changes of -1, -1, -1 and -2, -2, -2: two values, not six."""
    (campaign,) = campaigns(crossed({"u": "ab", "v": "ba"}))
    (a, _) = campaign.points

    assert (a.changes, a.n, a.counted, len(a.runs)) == ((0.0, -1.0), 2, "2 dense networks", 6)
    assert a.spread == pytest.approx(0.5**0.5)
    assert campaign.crossed and not campaign.split
    assert campaign.dense == (95.0, 95.0)


@pytest.mark.parametrize(
    ("scratch", "verdict"),
    [
        ((90.0, 90.1, 89.9), "yes"),
        ((96.0, 96.1, 95.9), "no"),
        ((94.0, 90.0, 93.9), "cannot tell"),  # 0, 4 and 0.1: the interval holds zero
        ((94.0,), "cannot tell"),  # one seed
    ],
)
def test_differences_need_an_interval_without_zero(scratch: tuple[float, ...], verdict: str) -> None:
    runs = [run("global-magnitude", seed, 94.0 + seed / 10) for seed in range(3)]
    runs += [run("scratch", seed, value) for seed, value in enumerate(scratch)]

    assert answers(*runs)["Training on beats reinitialising the same pruned network"] == verdict


def test_speedups_at_one_ratio() -> None:
    """2 and 3 at 4x: compression does not say how fast."""
    same = answers(run("x", 0, 90.0, speedup=3.0), run("y", 0, 90.0, speedup=3.1))
    other = answers(run("x", 0, 90.0, speedup=3.0), run("y", 0, 90.0, speedup=2.0))

    assert same["Compression does not determine speedup"] == "no"
    assert other["Compression does not determine speedup"] == "yes"
    (found,) = findings(campaigns((run("x", 0, 90.0, speedup=3.0), run("y", 0, 90.0, speedup=2.0))))
    assert (found.numbers, found.basis) == ((Span(4.0, 2, 2.0, 3.0, clear=True),), "2 methods")


def test_orders_on_two_networks() -> None:
    """Supported only where the two agree less than seeds of one network do; noise is no change of order."""
    names = [f"m{i}" for i in range(6)]

    def both(network: str, slope: float, noise: tuple[int, ...] = (0,) * 6) -> list[RunView]:
        first = [run(name, 0, 80.0 + slope * i, network=network) for i, name in enumerate(names)]
        return first + [run(name, 1, 80.0 + slope * i + noise[i], network=network) for i, name in enumerate(names)]

    statement = "The order of methods changes between networks"
    assert answers(*both("n1", 1), *both("n2", 1))[statement] == "no"
    assert not any("order" in s for s in answers(*both("n1", 1)))
    assert answers(*both("n1", 1), *both("n2", -1))[statement] == "yes"
    assert answers(*both("n1", 1), *both("n2", 1, (9, -7, 5, -9, 8, -6)))[statement] == "cannot tell"
    single = [run(name, 0, 80.0 + i, network="n2") for i, name in enumerate(names)]
    assert statement not in answers(*both("n1", 1), *single)


def test_two_groups_of_rankings_that_are_opposite() -> None:
    """Of the 35 ways to set four apart from four, two halves swapped being one, only the actual one does as well."""
    found = grouped([[1, 2, 3]] * 4 + [[3, 2, 1]] * 4, ["a"] * 4 + ["b"] * 4)

    assert (found.same, found.other) == pytest.approx((1, -1))
    assert found.p == pytest.approx(1 / 35, abs=0.015)


@pytest.mark.parametrize(("second", "verdict"), [("fedcba", "yes"), ("abcdef", "no")])
def test_orders_of_networks_are_tested_where_dense_networks_are_shared(second: str, verdict: str) -> None:
    """Four dense networks of one, four of the other: opposite orders in all of them, or one order."""
    one = crossed(dict.fromkeys("rstu", "abcdef"))
    other = [dataclasses.replace(r, network="m") for r in crossed(dict.fromkeys("vwxy", second))]

    assert answers(*one, *other)["The order of methods changes between networks"] == verdict
    assert "The order of methods changes between networks" not in answers(*one, *[r for r in other if r.seed < 4])


def test_ratios_at_which_a_network_has_one_ranking_are_skipped() -> None:
    """A sweep that was stopped: at 8x each network ran from its first dense network alone; alone there is no answer."""
    one = crossed(dict.fromkeys("rstu", "abcdef"))
    other = [dataclasses.replace(r, network="m") for r in crossed(dict.fromkeys("vwxy", "abcdef"))]
    begun = [dataclasses.replace(r, ratio=8.0) for r in (*one, *other) if r.dense_sha256 in "rv"]
    statement = "The order of methods changes between networks"
    (found,) = [f for f in findings(campaigns((*one, *other, *begun))) if f.statement == statement]

    assert [number.target for number in found.numbers] == [4.0]
    half = [r for r in (*one, *other) if r.dense_sha256 in "rsv"]
    assert statement not in answers(*half)


def test_rank_correlation_shares_ranks_of_ties() -> None:
    assert spearman([1, 2, 3], [10, 20, 30]) == pytest.approx(1)
    assert spearman([1, 2, 3], [3, 2, 1]) == pytest.approx(-1)
    assert spearman([1, 1, 2], [1, 2, 3]) == pytest.approx(0.8660254)
    assert spearman([1, 1], [1, 2]) == 0


def test_findings_are_exported_a_line_a_ratio() -> None:
    """A pair of networks, differences and speedups: each number in its own column, the others blank."""
    runs = [run("global-magnitude", seed, 94.0 + seed) for seed in range(3)]
    runs += [run("scratch", seed, 90.0, speedup=2.0) for seed in range(3)]
    for network in "no":
        runs += [run(f"m{i}", seed, 80.0 + i, network=network, ratio=8.0) for i in range(5) for seed in range(2)]
    frame = findings_table(Analysed(corpus(runs=tuple(runs)))).frame()
    told = frame[["protocol", "network", "other_network", "verdict", "ratio", "of", "count", "clear"]]
    numbers = frame[["least_speedup", "greatest_speedup", "difference", "correlation", "correlation_within", "p"]]

    assert told.astype(object).where(told.notna(), None).to_numpy().tolist() == [
        ["p-v1", "n", None, "yes", 4.0, "method", 2, True],
        ["p-v1", "n", None, "yes", 8.0, "method", 5, False],
        ["p-v1", "o", None, "no", 8.0, "method", 5, False],
        ["p-v1", "n", "o", "no", 8.0, "method", 5, False],
        ["p-v1", "n", None, "yes", 4.0, "seed", 3, True],
    ]
    assert numbers.astype(object).where(numbers.notna(), None).to_numpy().tolist() == [
        [2.0, 3.0, None, None, None, None],
        [3.0, 3.0, None, None, None, None],
        [3.0, 3.0, None, None, None, None],
        [None, None, None, 1.0, 1.0, None],
        [None, None, 5.0, None, None, None],
    ]


def test_the_command_offers_every_table() -> None:
    assert set(WHAT) == set(TABLES)
