"""`leaderboard show architecture` explains every name that the corpus uses."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from leaderboard.cli import show
from leaderboard.render.formats import millions
from leaderboard.store.corpus import Corpus


def explained(committed: Corpus, name: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the command prints, on one line."""
    monkeypatch.setattr(show, "read_database", lambda url: committed)
    found = CliRunner().invoke(show.command, ["architecture", name], env={"COLUMNS": "200"})
    assert found.exit_code == 0, found.output
    return " ".join(found.output.split())


def test_every_printed_name_is_explained(committed: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it is, for each data set who uses it and which network that is with the reason, and what it costs."""
    tables: dict[str, list[tuple[str, str, str]]] = {}
    for table in committed.tables.values():
        place = (table.paper, table.match_reason, committed.datasets[table.dataset].name)
        tables.setdefault(table.architecture_as_printed, []).append(place)
    assert len(tables) > 400
    for name, uses in tables.items():
        text = explained(committed, name, monkeypatch)
        for paper, reason, dataset in uses:
            assert paper in text and f"On {dataset}" in text
            assert " ".join(reason.split()) in text


@pytest.mark.parametrize(
    ("name", "cards"),
    [
        ("LeNet-5", ["lenet-5-mnist", "lenet-5-caffe-mnist"]),
        ("ResNet-50", ["resnet-50-v1-imagenet", "resnet-50-v1.5-imagenet"]),
        ("LeNet-300-100", ["lenet-300-100-mnist"]),
    ],
)
def test_costs_of_all_variants_stand_there(
    committed: Corpus, monkeypatch: pytest.MonkeyPatch, name: str, cards: list[str]
) -> None:
    """The size of each variant the name may stand for."""
    text = explained(committed, name, monkeypatch)
    for card in cards:
        assert card in text and millions(committed.cards[card].facts["params"]) in text


def test_names_without_a_card_say_so(committed: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unknown names, collections, and networks that nobody defines."""
    assert "does not say which network" in explained(committed, "???", monkeypatch)
    assert "several networks in one" in explained(committed, "Family of RBMs", monkeypatch)
    assert "No variant on record" in explained(committed, "Plain-20", monkeypatch)


def test_a_misspelt_name_is_suggested(committed: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(show, "read_database", lambda url: committed)
    found = CliRunner().invoke(show.command, ["architecture", "ResNet50x"])

    assert found.exit_code != 0 and "ResNet-50" in str(found.exception or found.output)
