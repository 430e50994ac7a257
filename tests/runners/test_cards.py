"""The shipped architecture cards against the networks they name, and the command that keeps them so."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

pytest.importorskip("torch")

import torch
from torch.utils.flop_counter import FlopCounterMode

from leaderboard.cli.catalogue import command
from leaderboard.errors import DataError, UsageError
from runners.metrics.cost import FIELDS, profile
from runners.models import build_outline, keys
from runners.profile import Difference, profile_cards, rewrite_cards

pytestmark = pytest.mark.torch

CARDS_FILE = Path(__file__).parents[2] / "reported_results" / "catalogue" / "cards.toml"
CARDS: list[dict[str, Any]] = tomllib.loads(CARDS_FILE.read_text("utf-8"))["card"]
COSTS = {card["key"]: card["cost"] for card in CARDS}
FIELDS_BY_HAND = {
    "key": str, "board": str, "name": str, "family": str, "dataset": str, "input": list, "classes": int,
    "year": int, "source": str, "describes": str, "model": str,
}  # fmt: skip

# Costs that an independent layer-by-layer count gave, with the digits it was printed with: card, GMACs, M parameters.
REFERENCES = [
    ("vgg-16-imagenet", "15.470", "138.358"),
    ("alexnet-groups-imagenet", "0.7244", "60.965"),
    ("caffenet-imagenet", "0.7244", "60.965"),
    ("resnet-18-imagenet", "1.814", "11.690"),
    ("resnet-34-imagenet", "3.664", "21.798"),
    ("resnet-50-v1-imagenet", "3.858", "25.557"),
    ("resnet-50-v1.5-imagenet", "4.089", "25.557"),
    ("resnet-101-v1.5-imagenet", "7.801", "44.549"),
    ("resnet-20-cifar10", "0.0406", "0.270"),
    ("resnet-32-cifar10", "0.0689", "0.464"),
    ("resnet-56-cifar10", "0.1255", "0.853"),
    ("resnet-110-cifar10", "0.2529", "1.728"),
    # The reference says "one linear layer"; its numbers are those of one *hidden* linear layer, without norm.
    ("vgg-16-fc512-cifar10", "0.3135", "14.98"),
    ("lenet-5-caffe-mnist", None, "0.431"),
    ("lenet-300-100-mnist", None, "0.267"),
]


def printed(value: int, unit: float, like: str) -> str:
    """``value / unit`` with as many decimals as ``like`` has."""
    return f"{value / unit:.{len(like.partition('.')[2])}f}"


@pytest.mark.parametrize("card", CARDS, ids=COSTS)
def test_card_agrees_with_its_network_and_with_an_independent_counter(card: dict[str, Any]) -> None:
    """One parameter or one MAC of difference fails; torch's own FLOP counter must give exactly twice the MACs."""
    network = build_outline(card["model"]).eval()
    assert profile(network, tuple(card["input"])).numbers() == card["cost"]

    with FlopCounterMode(display=False) as counter, torch.no_grad():
        output = network(torch.empty(1, *card["input"], device="meta"))
    assert counter.get_total_flops() == 2 * card["cost"]["macs"]
    assert sum(parameter.numel() for parameter in network.parameters()) == card["cost"]["params"]
    assert output.shape == (1, card["classes"])


def test_there_are_at_least_sixty_cards_and_every_network_has_one() -> None:
    assert len(CARDS) >= 60
    assert len(COSTS) == len(CARDS)
    assert sorted(card["model"] for card in CARDS) == list(keys())


@pytest.mark.parametrize("card", CARDS, ids=COSTS)
def test_card_is_well_formed(card: dict[str, Any]) -> None:
    """Every field is there with its type, keys are kebab-case, and the parts of the cost add up."""
    assert {name: type(value) for name, value in card.items() if name != "cost"} == FIELDS_BY_HAND
    assert re.fullmatch(r"[a-z0-9.]+(-[a-z0-9.]+)*", card["key"])
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", card["board"])
    assert card["describes"].endswith(".")
    cost = card["cost"]
    assert tuple(cost) == FIELDS
    assert cost["params"] == sum(cost[f"params_{kind}"] for kind in ("conv", "linear", "norm", "other"))
    assert cost["params_without_norm"] == cost["params"] - cost["params_norm"]
    assert cost["params_classifier"] <= cost["params_linear"]
    assert cost["macs"] == cost["macs_conv"] + cost["macs_linear"] + cost["macs_attention"]


@pytest.mark.parametrize(("key", "gmacs", "million_params"), REFERENCES, ids=[row[0] for row in REFERENCES])
def test_reference_cost(key: str, gmacs: str | None, million_params: str) -> None:
    assert printed(COSTS[key]["params"], 1e6, million_params) == million_params
    if gmacs is not None:
        assert printed(COSTS[key]["macs"], 1e9, gmacs) == gmacs


def test_vgg_with_really_one_linear_layer_is_smaller_than_the_reference() -> None:
    """512->10 alone: 14.72 M; the reference's 14.98 M has 512->512->10, as torch-cifar10 without its norms has."""
    assert COSTS["vgg-16-1fc-cifar10"]["params"] == 14_724_042
    assert COSTS["vgg-16-1fc-cifar10"]["macs"] == 313_201_664
    assert COSTS["vgg-16-torch-cifar10"]["params_without_norm"] == COSTS["vgg-16-fc512-cifar10"]["params"]
    assert COSTS["vgg-16-torch-cifar10"]["macs"] == COSTS["vgg-16-fc512-cifar10"]["macs"]


# --- the command, on a workspace with three cards -----------------------------------------------------------------

THREE = """\
# A comment that must survive.
schema = 1

[[card]]
key = "lenet"   # ours
model = "lenet-300-100-mnist"
input = [ 1, 28, 28 ]

[card.cost]
params = 266_611   # one too many
params_conv = 0
params_linear = 266610
params_norm = 0
params_other = 0
params_without_norm = 266_610
params_classifier = 266_610
macs = 266_200
macs_conv = 0
macs_linear = 266_200
macs_attention = 0

[[card]]
key = "new"
model = "lenet-5-mnist"
input = [1, 28, 28]

[[card]]
key = "last"
model = "lenet-5-caffe-mnist"
input = [1, 28, 28]
"""


@pytest.fixture
def cards(tmp_path: Path) -> Path:
    file = tmp_path / "reported_results" / "catalogue" / "cards.toml"
    file.parent.mkdir(parents=True)
    file.write_text(THREE, encoding="utf-8")
    return file


def test_a_changed_number_in_the_shipped_cards_is_found_by_check(tmp_path: Path) -> None:
    """The acceptance case: one digit of the real file is changed, and --check names it and writes nothing."""
    copy = tmp_path / "reported_results" / "catalogue" / "cards.toml"
    copy.parent.mkdir(parents=True)
    shutil.copy(CARDS_FILE, copy)
    right = COSTS["resnet-56-cifar10"]["params"]
    assert copy.read_text("utf-8").count(f"params = {right:_}\n") == 1
    copy.write_text(copy.read_text("utf-8").replace(f"params = {right:_}\n", f"params = {right - 1:_}\n"), "utf-8")
    changed = copy.read_bytes()

    result = CliRunner().invoke(command, ["profile", "--check", str(tmp_path)])

    assert result.stdout == "resnet-56-cifar10: cost.params: 853,017 is written, 853,018 computed\n"
    assert isinstance(result.exception, DataError)
    assert result.exception.exit_code == 1
    assert copy.read_bytes() == changed

    assert rewrite_cards(copy) == [Difference("resnet-56-cifar10", "params", right - 1, right)]
    assert copy.read_bytes() == CARDS_FILE.read_bytes()


def test_rewriting_touches_only_cost_blocks_and_is_stable(cards: Path) -> None:
    """Comments, spacing and even `266610` without underscores stay; a second run changes nothing."""
    differences = rewrite_cards(cards)

    assert differences[0] == Difference("lenet", "params", 266_611, 266_610)
    assert {difference.card for difference in differences} == {"lenet", "new", "last"}
    text = cards.read_text("utf-8")
    assert text.startswith(THREE.partition('key = "new"')[0].replace("266_611", "266_610"))
    assert "input = [1, 28, 28]\n\n[card.cost]\nparams = 61_706\n" in text
    assert 'macs_attention = 0\n\n[[card]]\nkey = "last"' in text
    assert rewrite_cards(cards) == []
    assert cards.read_text("utf-8") == text
    assert [file.name for file in cards.parent.iterdir()] == ["cards.toml"]


def test_a_number_that_nobody_computes_is_removed(cards: Path) -> None:
    rewrite_cards(cards)
    whole = cards.read_text("utf-8")
    cards.write_text(whole.replace("macs = 266_200\n", "macs = 266_200\nmacs_guessed = 7\n"), encoding="utf-8")

    assert profile_cards(cards) == [Difference("lenet", "macs_guessed", 7, None)]
    rewrite_cards(cards)
    assert cards.read_text("utf-8") == whole


def test_every_fault_of_a_card_file_is_reported_at_its_card(cards: Path) -> None:
    """All faults in one go, each at the line of its `[[card]]`; nothing is written."""
    faulty = (
        THREE.replace('"new"', '"lenet"').replace('"lenet-5-caffe-mnist"', '"lenet-6"').replace("[1, 28, 28]", "[]")
    )
    cards.write_text(faulty, encoding="utf-8")

    with pytest.raises(DataError) as caught:
        rewrite_cards(cards)

    shape = "not a shape; write channels, height and width, such as [3, 224, 224]"
    assert [problem.text() for problem in caught.value.problems] == [
        f"reported_results/catalogue/cards.toml:{place}: {message} [card-profile]"
        for place, message in (
            ("22:1", "card.1.key: 'lenet' is the key of another card too; give each card its own"),
            ("22:1", f"card.1.input: {shape}"),
            ("27:1", "card.2.model: 'lenet-6' is not a network; name one registered in runners/models/"),
            ("27:1", f"card.2.input: {shape}"),
        )
    ]
    assert cards.read_text("utf-8") == faulty


def test_toml_faults_and_a_missing_file_are_our_errors(cards: Path) -> None:
    cards.write_text("schema = 1\ncard = [\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        profile_cards(cards)
    assert caught.value.problems[0].rule == "toml-syntax"
    cards.unlink()
    with pytest.raises(UsageError, match=r"there is no card file .*cards\.toml"):
        profile_cards(cards)
