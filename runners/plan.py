"""What a sweep has to do: methods x ratios x seeds x networks, less what is recorded or cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from leaderboard.errors import UsageError
from leaderboard.records import strict_json
from runners.data import SHAPES, Split
from runners.layers import prunable_layers, weights_to_keep
from runners.methods import METHODS, Method, method_named
from runners.models import build_outline
from runners.protocols.protocol import Protocol
from runners.pruning import ChannelPruner
from runners.records import read_outcome
from runners.schedules import unfit
from runners.scoring import scorer, unsuited
from runners.selection import CHANNEL_STRUCTURES, structure
from runners.settings import Settings
from runners.tunings import TUNINGS


@dataclass(frozen=True)
class Plan:
    """Runs to do, runs done before, and combinations that cannot be, each with the reason."""

    todo: tuple[Settings, ...]
    done: tuple[Settings, ...]
    impossible: tuple[tuple[Settings, str], ...]


def plan(
    protocol: Protocol,
    folder: Path,
    *,
    methods: Sequence[str] = (),
    ratios: Sequence[float] = (),
    seeds: Sequence[int] = (),
    networks: Sequence[str] = (),
    again: bool = False,
) -> Plan:
    """Expand the choices; empty ones are the protocol's. ``again`` repeats runs that failed before; those that were
    stopped are repeated in any case.

    The dense network is one run a seed, whatever the ratios; where no seed changes anything (given weights, no tuning,
    a score of the weights alone) there is one run, not the same several times.
    """
    _distinct(METHODS.values())
    names = methods or protocol.methods
    chosen = [method_named(name) for name in names] if names else list(METHODS.values())
    todo: list[Settings] = []
    done: list[Settings] = []
    impossible: list[tuple[Settings, str]] = []
    known: dict[tuple[str, str, str, float], str] = {}
    suited: dict[tuple[str, str], str] = {}
    for settings in _settings(protocol, chosen, ratios, seeds, networks):
        method = settings.method
        reason = unfit(method, settings.protocol)
        if not reason:
            pair = (settings.network, method.scoring)
            if pair not in suited:
                suited[pair] = unsuited(method.scoring, build_outline(settings.network))
            reason = suited[pair]
        if not reason:  # out of reach or not is the same for every seed and scorer
            key = (settings.network, method.structure, method.budget, settings.ratio)
            reason = known[key] if key in known else known.setdefault(key, _out_of_reach(settings))
        if reason:
            impossible.append((settings, reason))
            continue
        outcome = read_outcome(folder / f"{settings.id()}.json")
        finished = outcome == "finished" or (outcome == "failed" and not again)
        (done if finished else todo).append(settings)
    return Plan(tuple(todo), tuple(done), tuple(impossible))


def _distinct(methods: Iterable[Method]) -> None:
    """Raises UsageError for two methods that share all axes: the ids of runs, which hold no names, would be one."""
    known: dict[str, str] = {}
    for method in methods:
        other = known.setdefault(strict_json.canonical(method.axes()), method.name)
        if other != method.name:
            raise UsageError(
                f"methods {other!r} and {method.name!r} are the same on all axes, so that runs would share records;"
                " give one of them an option that tells them apart, or register one only"
            )


def _settings(
    protocol: Protocol,
    methods: Iterable[Method],
    ratios: Sequence[float],
    seeds: Sequence[int],
    networks: Sequence[str],
) -> Iterator[Settings]:
    """Networks and seeds outermost, so that a dense network's statistics are shared while it is at hand."""
    listed = list(methods)
    for network in networks or protocol.networks:
        for number, root in enumerate(seeds or protocol.seeds):
            for method in listed:
                for ratio in (1.0,) if method.schedule == "none" else ratios or protocol.ratios:
                    settings = Settings(protocol, network, method, ratio, root)
                    if _chance(settings):
                        yield settings
                    elif number == 0:  # one seed for all, whichever was asked for: else it would count as several
                        yield replace(settings, seed=protocol.seeds[0])


def _chance(settings: Settings) -> bool:
    """Whether the seed changes anything."""
    protocol, method = settings.protocol, settings.method
    if settings.network not in protocol.weights or TUNINGS[method.tuning].stretch(protocol).epochs:
        return True
    if method.schedule == "none":
        return False
    return not getattr(scorer(method.scoring), "of_weights_alone", False)


def _out_of_reach(settings: Settings) -> str:
    """Why the structure cannot reach the ratio on the network; empty when it can."""
    protocol, method = settings.protocol, settings.method
    model = build_outline(settings.network)
    try:
        if method.structure in CHANNEL_STRUCTURES:
            if protocol.dataset in SHAPES:
                nothing = Split(torch.empty((0, *SHAPES[protocol.dataset])), torch.empty(0))
                ChannelPruner(model, method, settings.ratio, 0, nothing, 1, protocol.head)
        else:
            weights_to_keep(model, prunable_layers(model, head=protocol.head), settings.ratio)
            structure(method.structure, settings.ratio)
    except UsageError as error:
        return str(error)
    return ""
