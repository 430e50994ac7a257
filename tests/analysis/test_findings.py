"""What runs say, on invented runs whose answer is known."""

from __future__ import annotations

import dataclasses

import pytest

from leaderboard.analysis.findings import findings, spearman
from leaderboard.analysis.measured import Campaign, campaigns
from leaderboard.store.corpus import RunView


def run(
    method: str, seed: int, top1: float, *, ratio: float = 4.0, speedup: float = 3.0, network: str = "n"
) -> RunView:
    return RunView(
        f"{network}/{method}/{ratio}/{seed}", "p-v1", 1, "d", "a", network, method, ratio, seed, "finished", "f",
        top1, 99.0, 95.0, 50.0, ratio, speedup, "{}",
    )  # fmt: skip


def answers(*runs: RunView) -> dict[str, str]:
    found: tuple[Campaign, ...] = campaigns(runs)
    return {f.statement.partition(":")[0].partition(" (")[0]: f.verdict for f in findings(found)}


def test_an_order_that_holds_between_seeds_speaks_against_the_weights() -> None:
    """Five methods in one order from every dense network: no; in two orders: seeds change more than the weights."""

    def runs(turned: bool) -> list[RunView]:
        made = []
        for seed in range(3):
            for place, name in enumerate("abcde"):
                change = -place if not (turned and seed == 2) else place
                one = run(name, seed, 94.0 + change)
                made.append(dataclasses.replace(one, record=f'{{"dense": {{"sha256": "{seed}"}}}}'))
        return made

    statement = "The order of methods changes with the dense weights"
    assert answers(*runs(False))[statement] == "no"
    assert answers(*runs(True))[statement] == "cannot tell"
    same = [dataclasses.replace(r, record='{"dense": {"sha256": "0"}}') for r in runs(True)]
    assert statement not in answers(*same)


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


def test_orders_on_two_networks() -> None:
    """Supported only where the two agree less than seeds of one network do; noise is no change of order."""
    names = [f"m{i}" for i in range(6)]

    def both(network: str, slope: float, noise: tuple[int, ...] = (0,) * 6) -> list[RunView]:
        first = [run(name, 0, 80.0 + slope * i, network=network) for i, name in enumerate(names)]
        return first + [run(name, 1, 80.0 + slope * i + noise[i], network=network) for i, name in enumerate(names)]

    statement = "The order of methods changes between n1 under p-v1 and n2 under p-v1"
    assert answers(*both("n1", 1), *both("n2", 1))[statement] == "no"
    assert answers(*both("n1", 1), *both("n2", -1))[statement] == "yes"
    assert answers(*both("n1", 1), *both("n2", 1, (9, -7, 5, -9, 8, -6)))[statement] == "cannot tell"
    single = [run(name, 0, 80.0 + i, network="n2") for i, name in enumerate(names)]
    assert statement not in answers(*both("n1", 1), *single)


def test_rank_correlation_shares_ranks_of_ties() -> None:
    assert spearman([1, 2, 3], [10, 20, 30]) == pytest.approx(1)
    assert spearman([1, 2, 3], [3, 2, 1]) == pytest.approx(-1)
    assert spearman([1, 1, 2], [1, 2, 3]) == pytest.approx(0.8660254)
    assert spearman([1, 1], [1, 2]) == 0
