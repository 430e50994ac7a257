"""How far dense networks of one name differ between papers: accuracy, parameters and multiply-adds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Literal

from leaderboard.records.vocabulary import COLUMNS, UNITS
from leaderboard.store.corpus import Corpus, ResultView, TableView

Quantity = Literal["top1", "params", "macs"]
QUANTITIES: tuple[Quantity, ...] = ("top1", "params", "macs")
LEAST_PAPERS = 3


@dataclass(frozen=True, slots=True)
class Spread:
    """What papers give for the dense network of one name (keys of data set and architecture): top-1 in percent, or a
    count. ``values`` are (paper, value), each value of a paper once, rising.
    """

    dataset: str
    architecture: str
    quantity: Quantity
    values: tuple[tuple[str, float], ...]

    @property
    def papers(self) -> int:
        """How many papers give one."""
        return len({paper for paper, _ in self.values})

    @property
    def low(self) -> float:
        return self.values[0][1]

    @property
    def high(self) -> float:
        return self.values[-1][1]

    @property
    def middle(self) -> float:
        """The median of all values."""
        return median(value for _, value in self.values)

    @property
    def width(self) -> float:
        """How far apart the ends are: points of top-1, else percent of the smaller."""
        return self.high - self.low if self.quantity == "top1" else 100 * (self.high / self.low - 1)


def spreads(corpus: Corpus, quantity: Quantity) -> tuple[Spread, ...]:
    """Every name that ``LEAST_PAPERS`` papers or more give the quantity for, most papers first.

    Names as the sources use them, since the question is what one name covers. A quoted number says nothing about the
    quoting paper's network. Operations count where the table's way of counting is known; two per multiply-add are
    halved. Names that stand for several networks or none are left out.
    """
    known = {key for key, view in corpus.architectures.items() if view.facts["kind"] == "network"}
    placed = {key for key, view in corpus.datasets.items() if view.facts["kind"] == "dataset"}
    found: dict[tuple[str, str], set[tuple[str, float]]] = {}
    given = _accuracies(corpus.results) if quantity == "top1" else _printed(corpus.tables, quantity)
    for table, value in given:
        if table.architecture in known and table.dataset in placed and value > 0:
            found.setdefault((table.dataset, table.architecture), set()).add((table.paper, value))
    made = [Spread(*name, quantity, tuple(sorted(v, key=lambda one: (one[1], one[0])))) for name, v in found.items()]
    return tuple(
        sorted(
            (one for one in made if one.papers >= LEAST_PAPERS), key=lambda s: (-s.papers, s.dataset, s.architecture)
        )
    )


def _accuracies(results: Iterable[ResultView]) -> Iterator[tuple[TableView, float]]:
    for r in results:
        value = r.value("baseline_top1")
        if value is not None and r.reported_by != "quoted":
            yield r.table, value


def _printed(tables: Mapping[int, TableView], quantity: Quantity) -> Iterator[tuple[TableView, float]]:
    for table in tables.values():
        for number in table.baseline:
            share = _share(table, number.name, quantity)
            if share and number.printed is not None:
                scale = UNITS[COLUMNS[number.name].quantity][number.unit]
                yield table, float(number.printed.replace(",", "")) * float(scale) * share


def _share(table: TableView, column: str, quantity: Quantity) -> float:
    """What a number is multiplied with to be the quantity; 0 where it is another, or counted in an unknown way."""
    if quantity == "params" or column == "params":
        return float(quantity == column)
    if column == "macs":
        return 1.0
    return {"macs": 1.0, "flops": 0.5}.get(table.convention or "", 0.0) if column == "flops" else 0.0
