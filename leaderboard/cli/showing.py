"""What is about to be written, for the terminal: columns, normalised rows with their working, names, doubts."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from leaderboard.adding.draft import Draft
from leaderboard.adding.plan import Plan
from leaderboard.cli.asking import confirmed
from leaderboard.normalise import QUANTITIES, RATIOS, Blank, NormalisedResult, Quantity
from leaderboard.normalise.flags import FLAGS
from leaderboard.records.model import ReportedTable
from leaderboard.render import formats

_SHORT = {
    "compression_ratio": "compr.",
    "theoretical_speedup": "speedup",
    "top1": "top-1",
    "delta_top1": "Δ top-1",
    "top5": "top-5",
    "delta_top5": "Δ top-5",
    "delta_score": "Δ score",
}
_SHOWN = {
    name: _SHORT.get(name, name)
    for name in QUANTITIES
    if not name.startswith(("baseline_", "std_")) and name != "trials"
}
_WORKED = tuple(name for name in _SHOWN if name in RATIOS or name.startswith("delta_"))


def show_plan(plan: Plan) -> None:
    """Print the plan: mapping, tables with their normalised rows, new names, notes and warnings."""
    console = Console(highlight=False, soft_wrap=False)
    if plan.mapping:
        console.print("[bold]Columns[/]")
        width = max(len(name) for name, _, _ in plan.mapping)
        for name, target, why in plan.mapping:
            console.print(f"  {escape(f'{name:<{width}}')} -> {escape(target)} [dim]({escape(why)})[/]", soft_wrap=True)
    by_table: dict[int, list[NormalisedResult]] = {}
    for one in plan.results:
        by_table.setdefault(one.table.index, []).append(one)
    for index, results in by_table.items():
        _table(console, plan, index, results)
    if plan.methods:
        console.print("\n[bold]New methods[/] in reported_results/catalogue/methods.toml")
        for new in plan.methods:
            note = f" [dim]({escape(new.note)})[/]" if new.note else ""
            console.print(f"  {escape(new.entry.name)} = {escape(new.entry.key)}{note}", soft_wrap=True)
    for note in plan.notes:
        console.print(f"[cyan]note[/] {escape(note)}", soft_wrap=True)
    for problem in plan.warnings:
        console.print(f"[yellow]warning[/] {escape(problem.text())}", soft_wrap=True)


def _table(console: Console, plan: Plan, index: int, results: Sequence[NormalisedResult]) -> None:
    table, network = plan.record.tables[index], plan.network(index)
    dataset = plan.catalogue.datasets[results[0].dataset].name
    board = plan.catalogue.architectures.get(network.identity.board)
    name = board.name if board else table.architecture
    console.print(f"\n[bold]{escape(f'{name} on {dataset}')}[/], {escape(table.locator)} ({table.source})")
    card = network.identity.card
    found = f"{card.name}: {network.identity.match}" if card else network.identity.match
    console.print(f"  network: {escape(found)} [dim]({escape(network.identity.reason)})[/]", soft_wrap=True)
    if network.identity.match in ("ambiguous", "unknown") and not network.identity.decided_by_numbers:
        hint = 'if the source prints its size or cost, that settles it: --baseline "params=…:millions"'
        console.print(f"           [dim]{hint}[/]", soft_wrap=True)
    if network.convention_basis != "none":
        console.print(
            f"  operations: {escape(network.convention or 'not known how they are counted')} "
            f"[dim]({network.convention_basis}: {escape(network.convention_reason)})[/]",
            soft_wrap=True,
        )
    console.print(f"  dense: {escape(_dense(table))}")
    console.print(_listing(plan, results))
    for one in results:
        _working(console, one)
    flags = sorted({flag for one in results for flag in one.flags})
    for flag in flags:
        console.print(f"  [yellow]{flag}[/] [dim]{escape(FLAGS.get(flag, ''))}[/]", soft_wrap=True)


def _working(console: Console, one: NormalisedResult) -> None:
    """A row as printed, and how its normalised numbers come from that."""
    printed = ", ".join(f"{name} {number.text}" for name, number in one.row.values.items()) or "no numbers"
    width = len(one.row.id)
    console.print(f"  {escape(one.row.id)}  as printed: {escape(printed)}", soft_wrap=True)
    for quantity in _WORKED:
        worked = (one.corrected or one.quantities)[quantity]
        if isinstance(worked, Quantity):
            working = worked.explanation.removesuffix(f", {one.table.locator}")
            console.print(f"  {'':{width}}  [dim]{escape(working)}[/]", soft_wrap=True)


def _dense(table: ReportedTable) -> str:
    if not table.baseline:
        return "no numbers, so changes of accuracy can only be those that are stated"
    units = {**table.columns, **table.baseline_columns}
    return ", ".join(f"{name} {printed.text} {units[name]}" for name, printed in table.baseline.items())


def _listing(plan: Plan, results: Sequence[NormalisedResult]) -> Table:
    """One line a row, with those columns that say something."""
    used = [q for q in _SHOWN if any(isinstance((r.corrected or r.quantities)[q], Quantity) for r in results)]
    listing = Table(box=SIMPLE_HEAD, pad_edge=False)
    listing.add_column("row")
    listing.add_column("method", overflow="fold")
    if any(r.row.variant for r in results):
        listing.add_column("variant", overflow="fold")
    for quantity in used:
        listing.add_column(_SHOWN[quantity], justify="right", no_wrap=True)
    for one in results:
        cells = [one.row.id, plan.catalogue.methods[one.method].name]
        if any(r.row.variant for r in results):
            cells.append(one.row.variant or "")
        cells += [_cell((one.corrected or one.quantities)[quantity], quantity) for quantity in used]
        listing.add_row(*(escape(cell) for cell in cells))
    return listing


def _cell(found: Quantity | Blank, quantity: str) -> str:
    return formats.BLANKS[found.status] if isinstance(found, Blank) else formats.number(float(found.value), quantity)


def finish(draft: Draft, *, yes: bool, dry_run: bool, ask: bool | None, after: str = "") -> None:
    """Write the draft if that is wanted, and say what was written and how to see and undo it."""
    if dry_run:
        click.echo("Nothing written (--dry-run).")
        return
    if not confirmed("Write?", ask, yes):
        click.echo("Nothing written.")
        return
    new = draft.new_files
    written = draft.write()
    click.echo(f"Wrote {', '.join(written)}")
    if (tracked := _tracked(draft.workspace.root, written)) is not None:
        click.echo(_undo(written, new, tracked))
    if after:
        click.echo(f"Next: {after}")


def _undo(written: list[str], new: list[str], tracked: set[str]) -> str:
    """How to see and undo what was written, in one line."""
    old = [name for name in written if name in tracked]
    lost = [name for name in written if name not in tracked and name not in new]
    if lost:
        return f"{', '.join(lost)}: not in git yet; `git add` it, and later edits of it can be undone"
    steps = [f"git checkout -- {' '.join(old)}"] if old else []
    steps += [f"rm {' '.join(new)}"] if new else []
    seen = f"See it: git diff -- {' '.join(old)}   " if old else ""
    return f"{seen}Undo: {' && '.join(steps)}"


def _tracked(root: Path, names: list[str]) -> set[str] | None:
    """Which of the files git knows; None where there is no git."""
    try:
        done = subprocess.run(
            ["git", "ls-files", "--", *names], cwd=root, capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return set(done.stdout.splitlines())
