"""`leaderboard run`: methods, protocols and sweeps. Needs torch, which is imported by these commands only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from leaderboard.errors import DataError, UsageError, require_runners
from leaderboard.records.workspace import find_workspace


@click.group()
def command() -> None:
    """Run pruning methods under a protocol and record what is measured."""


@command.command()
def methods() -> None:
    """List the methods with their four axes and their source."""
    require_runners("running methods")
    from runners.methods import METHODS

    click.echo("structure / scoring, scope / schedule / tuning\n")
    for name, one in METHODS.items():
        schedule = f"{one.schedule} in {one.steps} steps" if one.steps > 1 else one.schedule
        axes = f"{one.structure} / {one.scoring}, {one.scope} / {schedule} / {one.tuning}"
        click.echo(f"{click.style(name, bold=True)}: {axes}\n    {one.reference}{f'; {one.note}' if one.note else ''}")


@command.command()
def protocols() -> None:
    """List the protocols that come with the package."""
    require_runners("running methods")
    from runners.protocols import load_protocol, shipped

    for name in shipped():
        one = load_protocol(name)
        ratios, seeds = ", ".join(f"{r:g}" for r in one.ratios), ", ".join(map(str, one.seeds))
        click.echo(f"{click.style(name, bold=True)}: {one.title}")
        click.echo(f"    networks {', '.join(one.networks)}; ratios {ratios}; seeds {seeds}")


@command.command()
@click.argument("protocol")
@click.option("--methods", "names", help="Methods, separated by commas; by default all.")
@click.option("--ratios", help="Compression ratios, separated by commas; by default the protocol's.")
@click.option("--seeds", help="Seeds, separated by commas; by default the protocol's.")
@click.option("--networks", help="Networks, separated by commas; by default the protocol's.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Folder with the data set's files.")
@click.option(
    "--weights", type=click.Path(path_type=Path, file_okay=False), help="Folder with dense weights a protocol gives."
)
@click.option(
    "--time-limit", type=click.FloatRange(min=0, min_open=True), help="Seconds after which a run is given up."
)
@click.option("--device", default="cpu", show_default=True, help="cpu, cuda (all GPUs) or cuda:N.")
@click.option(
    "--jobs", type=click.IntRange(1), help="Runs at a time; by default what cores, GPU memory and protocol allow."
)
@click.option("--quick", is_flag=True, help="The protocol's trial run: few ratios, one seed.")
@click.option("--dry-run", is_flag=True, help="Print the plan and the estimate; run nothing.")
@click.option("--again", is_flag=True, help="Repeat runs that failed before.")
@click.option("--workspace", type=click.Path(path_type=Path, exists=True), default=Path(), help="Any folder in it.")
def sweep(
    protocol: str,
    names: str | None,
    ratios: str | None,
    seeds: str | None,
    networks: str | None,
    data: Path | None,
    weights: Path | None,
    time_limit: float | None,
    device: str,
    jobs: int | None,
    quick: bool,
    dry_run: bool,
    again: bool,
    workspace: Path,
) -> None:
    """Run PROTOCOL (a name or a TOML file): methods x ratios x seeds x networks.

    What is recorded under measured_results/ already is not run again, so a sweep that was stopped goes on where it was.
    Exit code 1 when a run failed; its record says why, and the others are done.
    """
    require_runners("running methods")
    import torch

    from runners.devices import default_jobs
    from runners.estimate import estimate
    from runners.pace import duration
    from runners.place import Place
    from runners.plan import plan
    from runners.protocols import load_protocol
    from runners.records import dense_networks
    from runners.sweep import sweep as run
    from runners.workers import import_ahead

    if device.startswith("cuda") and not torch.cuda.is_available():
        raise UsageError("no GPU that torch can use; leave --device out to run on the CPU")
    fixed = load_protocol(protocol)
    trial: dict[str, Any] = fixed.quick if quick else {}
    root = find_workspace(workspace)
    cache = root.root / "build" / "runs"
    place = Place(fixed, root.measured / fixed.name, cache, data, weights, device, time_limit)
    jobs = jobs or default_jobs(fixed, device)
    if not dry_run:
        import_ahead(device, jobs)
    found = plan(
        fixed,
        place.folder,
        methods=_listed(names),
        ratios=_numbers(ratios, float, "--ratios") or trial.get("ratios", ()),
        seeds=_numbers(seeds, int, "--seeds") or trial.get("seeds", ()),
        networks=_listed(networks) or trial.get("networks", ()),
        again=again,
    )
    click.echo(f"{len(found.todo)} runs to do, {len(found.done)} recorded already")
    for reason, (count, who) in _reasons(found.impossible).items():
        click.echo(f"{count} combination{'' if count == 1 else 's'} left out: {', '.join(who)}: {reason}")
    expected = estimate(place, found)
    if expected:
        seconds = sum(expected.values()) / jobs
        click.echo(f"about {duration(seconds)} on this device, {jobs} at a time, from a few timed steps")
    if found.done and not found.todo:
        click.echo("to repeat recorded runs, sweep in a workspace of your own: leaderboard init FOLDER")
    if dry_run or not found.todo:
        return
    done = run(place, found, jobs=jobs, say=click.echo, expected=expected)
    counts = ", ".join(f"{count} {outcome}" for outcome, count in sorted(done.outcomes.items()))
    click.echo(f"{counts or 'nothing left to do'} in {duration(done.seconds)}; records in {place.folder}")
    _warn_of_other_machines(dense_networks(place.folder))
    if done.failed:
        for name, message in done.failed:
            click.echo(f"failed: {name}: {message}", err=True)
        raise DataError(f"{len(done.failed)} of {sum(done.outcomes.values())} runs failed")


def _warn_of_other_machines(found: Mapping[tuple[str, int], Counter[str]]) -> None:
    """Other processors and versions of torch train other dense networks from a seed, which methods then differ in."""
    for (network, seed), started in found.items():
        if len(started) > 1:
            shares = ", ".join(f"{count} from {digest[:10]}" for digest, count in started.most_common())
            click.echo(
                f"warning: {network} seed {seed}: runs start from different dense networks ({shares}), trained on "
                "different machines; delete the records of the fewer and run them again here",
                err=True,
            )


def _listed(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip()) if text else ()


def _numbers(text: str | None, kind: type, option: str) -> tuple[Any, ...]:
    try:
        return tuple(kind(part) for part in _listed(text))
    except ValueError:
        raise UsageError(f"{option} {text}: write numbers separated by commas") from None


def _reasons(impossible: Any) -> dict[str, tuple[int, list[str]]]:
    """How many combinations a reason leaves out, and of which methods."""
    found: dict[str, list[str]] = {}
    for settings, reason in impossible:
        found.setdefault(reason, []).append(settings.method.name)
    return {reason: (len(names), sorted(set(names))) for reason, names in found.items()}
