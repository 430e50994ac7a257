"""The dense network's size and cost against the cards of the network it is said to be."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from leaderboard.catalogue.cards import CONVENTIONS, TOLERANCE, Card
from leaderboard.normalise.networks import TableNetwork
from leaderboard.records.model import PaperRecord, ReportedTable
from leaderboard.rules.printed import half_step
from leaderboard.rules.registry import Context, FieldPath, Finding, rule

# Tables whose operations are known not to be those of the plain network.
_OTHERWISE_COUNTED = {"transformed-domain", "layer-local", "cost-unclear"}


@rule("unknown-card", "error")
def unknown_card(context: Context) -> Iterator[Finding]:
    """A table may say which variant of a network it is about; the variant must have a card on its data set."""
    cards = context.catalogue.cards
    for record, table in _tables(context):
        path = ("table", table.index, "card")
        dataset = context.catalogue.dataset(table.dataset)
        if table.card is None or dataset is None:
            continue
        if table.card not in cards.by_key:
            near = [key for key, card in cards.by_key.items() if card.dataset == dataset.key and table.card[:6] in key]
            remedy = f"cards of that data set: {', '.join(near[:4])}" if near else "see reported_results/catalogue/"
            yield Finding(record, path, f"no card has the key `{table.card}`", remedy)
        elif cards.by_key[table.card].dataset != dataset.key:
            other = cards.by_key[table.card].dataset
            message = f"card `{table.card}` is of the data set `{other}`, the table of `{dataset.key}`"
            yield Finding(record, path, message, "name a card of the table's data set")


@rule("card-without-evidence", "error")
def card_without_evidence(context: Context) -> Iterator[Finding]:
    """Which network it is, is never settled by the name alone: a stated variant needs what shows it."""
    for record, table in _tables(context):
        if table.card is not None and not table.card_evidence:
            remedy = 'write `card_evidence = "…"`: the source\'s words, or the file of its code'
            yield Finding(record, ("table", table.index, "card"), "a card without evidence", remedy)
        elif table.card is None and table.card_evidence:
            path = ("table", table.index, "card_evidence")
            yield Finding(record, path, "evidence for no card", "name the `card` it speaks of")


@rule("dense-size", "warning")
def dense_size(context: Context) -> Iterator[Finding]:
    """The dense network's parameters are those of no variant its name may stand for: another network, another
    quantity (the pruned size, a size in bytes), or a slip.

    Printed digits stand for all they may have been rounded from; 2 % is allowed beyond that.
    """
    for record, table, network in _known(context):
        dense, candidates = network.dense, candidate_cards(context, table)
        if dense.params is None or not candidates:
            continue
        slack = _slack(table, "params")
        if not any(_near(dense.params, slack, size) for card in candidates for size in _sizes(card)):
            listed = ", ".join(f"{_short(card.cost.params, 6)} M ({card.name})" for card in candidates[:3])
            message = f"{_short(dense.params, 6)} M dense parameters; `{table.architecture}` has {listed}"
            yield Finding(
                record, _place(table, "params"), message, "check number and network; else ask a `[[question]]`"
            )


@rule("dense-cost", "warning")
def dense_cost(context: Context) -> Iterator[Finding]:
    """The dense network's operations are those of its network under no known convention, so it is not known what was
    counted: part of the layers, operations on non-zero inputs, another input size or another network.
    """
    for record, table, network in _known(context):
        dense = network.dense
        if dense.operations is None or not network.identity.candidates or _excused(table):
            continue
        slack = max(_slack(table, column) for column in ("macs", "flops"))
        candidates = network.identity.candidates
        if not any(_near(dense.operations, slack, card.cost.operations(c)) for card in candidates for c in CONVENTIONS):
            listed = ", ".join(f"{_short(card.cost.macs, 9)} GMACs ({card.name})" for card in candidates[:3])
            message = f"{_short(dense.operations, 9)} G dense operations; `{table.architecture}` has {listed}"
            remedy = "check the number, or say how it was counted (`cost_convention`, caveat `cost-unclear`)"
            yield Finding(record, _place(table, "flops", "macs"), message, remedy)


@rule("stated-convention", "warning")
def stated_convention(context: Context) -> Iterator[Finding]:
    """A table that says it counts MACs while its dense cost is twice the network's, or the other way round."""
    for record, table, network in _known(context):
        dense = network.dense
        if dense.operations is None or network.convention_basis != "stated":
            continue
        fitting = {c for card in network.identity.candidates for c in card.conventions(dense.operations)}
        if fitting and network.convention not in fitting:
            message = (
                f"stated as {network.convention}; {_short(dense.operations, 9)} G is {' or '.join(sorted(fitting))}"
            )
            path = ("table", table.index, "cost_convention" if table.cost_convention != "unstated" else "columns")
            yield Finding(
                record, path, message, "check the statement; if the source contradicts itself, ask a question"
            )


@rule("mixed-conventions", "warning")
def mixed_conventions(context: Context) -> Iterator[Finding]:
    """A paper that counts a multiply-add once in one table and twice in another: its costs do not compare with each
    other. Reported once a paper, at the first table that departs from the paper's first.
    """
    for record in context.records:
        first: str | None = None
        for table in record.tables:
            network = context.networks.get((record.file, table.index))
            if network is None or network.convention not in ("macs", "flops") or not network.dense.operations:
                continue
            first = first or network.convention
            if network.convention != first:
                message = f"counts {network.convention} here and {first} before: {network.convention_reason}"
                yield Finding(record, ("table", table.index), message, "waive it once both tables are checked")
                break


def _tables(context: Context) -> Iterator[tuple[PaperRecord, ReportedTable]]:
    return ((record, table) for record in context.records for table in record.tables)


def _known(context: Context) -> Iterator[tuple[PaperRecord, ReportedTable, TableNetwork]]:
    """Tables whose names and card the catalogue knows; other rules report the others."""
    for record, table in _tables(context):
        if (network := context.networks.get((record.file, table.index))) is not None:
            yield record, table, network


def candidate_cards(context: Context, table: ReportedTable) -> tuple[Card, ...]:
    """What the name may stand for, or the card the record states."""
    catalogue = context.catalogue
    architecture, dataset = catalogue.architecture(table.architecture), catalogue.dataset(table.dataset)
    if architecture is None or dataset is None or architecture.kind != "network":
        return ()
    if table.card is not None:
        card = catalogue.cards.by_key.get(table.card)
        return (card,) if card else ()
    return catalogue.cards.candidates(architecture.key, dataset.key)


def _sizes(card: Card) -> tuple[int, int]:
    return card.cost.params, card.cost.params_without_norm


def _near(value: Decimal, slack: Decimal, reference: int) -> bool:
    return reference > 0 and abs(value - reference) <= TOLERANCE * reference + slack


def _slack(table: ReportedTable, column: str) -> Decimal:
    """What a printed dense number may have been rounded by, in single parameters or operations."""
    printed = table.baseline.get(column)
    return Decimal(0) if printed is None else half_step(table, printed) * table.factor(column, baseline=True)


def _excused(table: ReportedTable) -> bool:
    caveats = set(table.caveats)
    return bool(caveats & _OTHERWISE_COUNTED) or all(set(row.caveats) & _OTHERWISE_COUNTED for row in table.rows)


def _place(table: ReportedTable, *columns: str) -> FieldPath:
    """The printed dense number, or the table where it was worked out from its rows."""
    for column in columns:
        if column in table.baseline:
            return ("table", table.index, "baseline", column)
    return ("table", table.index)


def _short(value: Decimal | int, exponent: int) -> str:
    return f"{Decimal(f'{Decimal(value).scaleb(-exponent):.4g}'):f}"
