"""What all pages are made from: the corpus, its boards, addresses, and results grouped as pages need them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from leaderboard.analysis.analysed import Analysed
from leaderboard.analysis.boards import Board
from leaderboard.analysis.measured import Campaign
from leaderboard.render.metrics import scored
from leaderboard.render.namesakes import by_name
from leaderboard.render.places import Places
from leaderboard.render.rows import Row, rows
from leaderboard.store.corpus import PaperView, ResultView


@dataclass(frozen=True)
class Link:
    """A name, the page it leads to, and an aside such as a count."""

    text: str
    href: str
    aside: str = ""
    title: str = ""


class Site(Analysed):
    """The corpus and its analyses with what pages need beside them: addresses, rows, results by what they are of."""

    @cached_property
    def places(self) -> Places:
        """The address of every page."""
        return Places(self.corpus, self.boards)

    @cached_property
    def rows(self) -> dict[str, Row]:
        """Every result by its id, as tables show it."""
        return rows(self.corpus, self.places, self.standings)

    @cached_property
    def years(self) -> dict[str, int]:
        """The year of every paper by its key."""
        return {key: paper.year for key, paper in self.corpus.papers.items()}

    def campaigns_of(self, board: Board) -> list[Campaign]:
        """Our runs on the network of a board, most runs first; a network's card belongs to one board."""
        return sorted((c for c in self.campaigns if c.place == board.place), key=lambda c: -c.runs)

    def board_of(self, campaign: Campaign) -> Board | None:
        """The board of a campaign's network, None where no paper reports on it."""
        return next((b for b in self.boards if b.place == campaign.place), None)

    def measured_name(self, method: str) -> str:
        """A measured method's name in the catalogue, or the name in its records."""
        found = self.corpus.counterparts.get(method)
        return found.name if found else method

    @cached_property
    def by_paper(self) -> dict[str, list[ResultView]]:
        """Results by paper key, in record order; papers without results are missing."""
        return _grouped(self.corpus.results, lambda r: r.paper)

    @cached_property
    def by_method(self) -> dict[str, list[ResultView]]:
        """Results by method key, in record order."""
        return _grouped(self.corpus.results, lambda r: r.method)

    @cached_property
    def by_architecture(self) -> dict[str, list[ResultView]]:
        """Results by architecture key, in record order."""
        return _grouped(self.corpus.results, lambda r: r.table.architecture)

    @cached_property
    def by_dataset(self) -> dict[str, list[ResultView]]:
        """Results by data set key, in record order."""
        return _grouped(self.corpus.results, lambda r: r.table.dataset)

    @cached_property
    def methods_by_paper(self) -> dict[str, list[str]]:
        """Keys of the methods on record for a paper: proposed there, or quoted or run again under its own word."""
        found: dict[str, list[str]] = {}
        for key, method in self.corpus.methods.items():
            found.setdefault(method.facts["paper"], []).append(key)
        return found

    @cached_property
    def methods_by_name(self) -> dict[str, list[str]]:
        """Keys of methods by name without capitals, the one that readers look for first."""
        return by_name(self.corpus, self.by_method)

    @cached_property
    def _paper_texts(self) -> dict[str, str]:
        """Labels of papers, told apart by their key where two share author and year."""
        uses = Counter(paper.label for paper in self.corpus.papers.values())
        return {k: f"{p.label} ({k})" if uses[p.label] > 1 else p.label for k, p in self.corpus.papers.items()}

    def paper_link(self, key: str, aside: str = "") -> Link:
        """A paper by author and year, its title in the tooltip."""
        return Link(self._paper_texts[key], self.places.paper[key], aside, self.corpus.papers[key].title)

    def known_paper_link(self, key: str, aside: str = "") -> Link:
        """A paper by the first method it proposes, which readers know better than its authors, if it has one."""
        methods = self.methods_by_paper.get(key)
        if not methods:
            return self.paper_link(key, aside)
        paper = self.corpus.papers[key]
        return Link(
            f"{self.corpus.methods[methods[0]].name} ({paper.label})", self.places.paper[key], aside, paper.title
        )

    def method_link(self, key: str, aside: str = "") -> Link:
        """A method by its name."""
        return Link(self.corpus.methods[key].name, self.places.method[key], aside)

    def board_name(self, board: Board) -> str:
        """``ResNet-50 on ImageNet``, ``LLaMA-7B on WikiText-2, perplexity``"""
        corpus = self.corpus
        metric = f", {scored(board.metric).name}" if board.metric else ""
        return f"{corpus.architectures[board.architecture].name} on {corpus.datasets[board.dataset].name}{metric}"

    def board_link(self, board: Board, aside: str = "") -> Link:
        """A board by its names."""
        return Link(self.board_name(board), self.places.board[board.key], aside)

    def rows_of(self, results: Iterable[ResultView]) -> list[Row]:
        """The rows of results, in the order given."""
        return [self.rows[result.id] for result in results]

    def papers_in_order(self, keys: Iterable[str]) -> list[PaperView]:
        """Papers by year, month and key."""
        papers = [self.corpus.papers[key] for key in keys]
        return sorted(papers, key=lambda p: (p.year, p.month or 0, p.key))


def _grouped(results: Sequence[ResultView], key: Callable[[ResultView], str]) -> dict[str, list[ResultView]]:
    found: dict[str, list[ResultView]] = {}
    for result in results:
        found.setdefault(key(result), []).append(result)
    return found
