"""Which network a name stands for, and how operations are counted, against the committed cards."""

from __future__ import annotations

from decimal import Decimal

import pytest

from leaderboard.catalogue import Architecture, Catalogue, load_catalogue
from leaderboard.catalogue.cards import Card, Cost, Meaning
from leaderboard.catalogue.fingerprint import Cards, DenseNumbers, Identity, infer_convention
from leaderboard.records.model import Workspace
from leaderboard.store.corpus import Corpus

M, G = Decimal(10**6), Decimal(10**9)


@pytest.fixture(scope="module")
def catalogue(checkout: Workspace) -> Catalogue:
    found, problems = load_catalogue(checkout)
    assert problems == []
    return found


def identify(catalogue: Catalogue, name: str, dataset: str, params: str = "", cost: str = "") -> Identity:
    """``params`` in millions, ``cost`` in units of 10^9, '' where not printed."""
    architecture = catalogue.architecture(name)
    assert architecture is not None
    dense = DenseNumbers(Decimal(params) * M if params else None, Decimal(cost) * G if cost else None)
    return catalogue.cards.identify(architecture, dataset, dense)


@pytest.mark.parametrize(
    ("name", "dataset", "params", "cost", "card"),
    [
        # one name, several networks
        ("LeNet-5", "mnist", "0.43", "", "lenet-5-caffe-mnist"),
        ("LeNet-5", "mnist", "0.0617", "", "lenet-5-mnist"),
        ("ResNet-50", "imagenet", "25.5", "4.089", "resnet-50-v1.5-imagenet"),
        ("ResNet-50", "imagenet", "25.56", "7.72", "resnet-50-v1-imagenet"),
        ("ResNet-50", "imagenet", "", "3.86", "resnet-50-v1-imagenet"),
        ("GoogLeNet", "imagenet", "6.9", "1.566", "googlenet-imagenet"),
        ("DenseNet-40", "cifar-10", "1.06", "0.283", "densenet-40-stem24-cifar10"),
        ("VGG-16", "cifar-10", "15.25", "0.3137", None),  # with and without normalisation: 0.06 % apart
        # one network, several names
        ("LeNet-5-Caffe", "mnist", "0.431", "", "lenet-5-caffe-mnist"),
        ("fc300-100", "mnist", "0.2666", "", "lenet-300-100-mnist"),
        ("LeNet-300-100", "mnist", "0.267", "", "lenet-300-100-mnist"),
        ("VGG-Torch-CIFAR10", "cifar-10", "15.0", "0.313", "vgg-16-torch-cifar10"),
    ],
)
def test_numbers_decide_and_not_the_name(
    catalogue: Catalogue, name: str, dataset: str, params: str, cost: str, card: str | None
) -> None:
    """The printed size and cost single a variant out, whatever the network is called."""
    found = identify(catalogue, name, dataset, params, cost)

    assert (found.card.key if found.card else None) == card
    assert found.match == ("exact" if card else "ambiguous")


def test_size_without_normalisation_is_the_same_network(catalogue: Catalogue) -> None:
    """Many counts leave batch normalisation out: VGG-16-fc512 has 14.982 M parameters without it."""
    assert identify(catalogue, "VGG-Torch-CIFAR10", "cifar-10", "14.98").match == "exact"


def test_contradicting_size_is_unknown(catalogue: Catalogue) -> None:
    """18.0 M parameters are no ResNet-50."""
    found = identify(catalogue, "ResNet-50", "imagenet", "18.0")

    assert (found.match, found.card, found.candidates) == ("unknown", None, ())
    assert "18 M" in found.reason and "25.56 M" in found.reason


@pytest.mark.parametrize(
    ("name", "dataset", "params", "cost", "agreed", "other"),
    [
        ("CaffeNet", "imagenet", "61", "1.5", "61 M parameters: within 2 % of CaffeNet", "1.5 G operations"),
        ("VGG-19", "cifar-100", "20.09", "0.51273", "20.09 M parameters: within 2 % of VGG-19", "0.5127 G operations"),
        ("CaffeNet", "imagenet", "61", "1.45", "61 M parameters and 1.45 G operations: within 2 % of CaffeNet", ""),
    ],
)
def test_a_reason_names_what_agreed(
    catalogue: Catalogue, name: str, dataset: str, params: str, cost: str, agreed: str, other: str
) -> None:
    """The size tells which network it is; a cost that is not the network's is no part of that, and settles nothing."""
    found = identify(catalogue, name, dataset, params, cost)

    assert found.match == "exact" and found.reason.startswith(agreed)
    assert found.reason.endswith(f"; {other} agrees with its cost under no convention") == bool(other)
    assert found.settled == (not other)


def test_contradicting_cost_leaves_the_network_open(catalogue: Catalogue) -> None:
    """A cost that fits no convention says that it was counted in another way, not which network it is."""
    found = identify(catalogue, "ResNet-56", "cifar-10", "", "0.142")

    assert found.match == "ambiguous"
    assert infer_convention(found, Decimal("0.142") * G)[0] is None


def test_the_name_alone_never_settles_anything(catalogue: Catalogue) -> None:
    """Without numbers a network is at best inferred, and that only where the evidence is written down."""
    for architecture in catalogue.architectures.values():
        for dataset in catalogue.datasets:
            found = catalogue.cards.identify(architecture, dataset, DenseNumbers())
            assert found.match != "exact"
            if found.match == "inferred":
                meaning = catalogue.cards.meaning(architecture.key, dataset)
                assert meaning is not None and len(meaning.evidence) > 20


def test_unknown_names_and_collections_are_no_network(catalogue: Catalogue) -> None:
    """``???`` with numbers that fit a card still is not that card."""
    assert identify(catalogue, "???", "imagenet", "25.56", "3.86").match == "unknown"
    assert identify(catalogue, "Various FC Networks", "mnist", "0.2666").match == "unknown"


def test_another_variant_of_the_family_needs_size_and_cost() -> None:
    """Beyond the name's own variants one number is too weak; two make it inferred, never exact."""
    small, large = (_card("small-net", 10**6, 10**8), _card("large-net", 4 * 10**6, 5 * 10**8))
    cards = Cards([small, large])
    name = Architecture("small", "Small")
    both = cards.identify(name, "d", DenseNumbers(Decimal(4 * 10**6), Decimal(10**9)))
    one = cards.identify(name, "d", DenseNumbers(Decimal(4 * 10**6)))

    assert (both.match, both.card) == ("inferred", large)
    assert both.reason.startswith("4 M parameters is not within 2 %") and "1 G operations of large-net" in both.reason
    assert one.match == "unknown"


def test_what_the_record_states_is_exact_with_its_evidence() -> None:
    """A source that says more than a name, such as its code, decides."""
    cards = Cards([_card("small-a", 10**6, 10**8), _card("small-b", 10**6, 10**8)])
    found = cards.identify(Architecture("small", "Small"), "d", DenseNumbers(), "small-b", "its code builds it")

    assert (found.match, found.card, found.reason) == ("exact", cards.by_key["small-b"], "its code builds it (small-b)")
    costly = DenseNumbers(None, Decimal(3 * 10**8))
    other = cards.identify(Architecture("small", "Small"), "d", costly, "small-b", "its code builds it")
    assert (found.settled, other.settled) == (True, False) and "0.3 G operations agrees with" in other.reason


def test_a_meaning_can_say_that_there_is_no_card() -> None:
    """An entry without cards keeps a name from its own board's cards."""
    cards = Cards([_card("small-a", 10**6, 10**8)], [Meaning("m", "small", ("d",), "it is something else")])
    found = cards.identify(Architecture("small", "Small"), "d", DenseNumbers(Decimal(10**6)))

    assert found.match == "unknown" and "it is something else" in found.reason


@pytest.mark.parametrize(
    ("printed", "convention"),
    [
        *(("0.1", "macs"), ("0.2", "flops"), ("0.05", "conv-only")),
        *(("0.102", "macs"), ("0.0979", None), ("0.1021", None), ("0.07", None), ("0.4", None)),
    ],
)
def test_a_convention_needs_two_percent(printed: str, convention: str | None) -> None:
    """100 M multiply-adds, half of them in convolutions: 2 % is enough, a bit more is not."""
    card = _card("half", 10**6, 10**8, 5 * 10**7)
    identity = Identity("exact", "half", "", card, (card,))

    assert infer_convention(identity, Decimal(printed) * G)[0] == convention


def test_two_variants_under_two_conventions_tell_nothing() -> None:
    """A cost that is one variant's MACs and another's FLOPs stays unknown."""
    cards = (_card("one", 10**6, 2 * 10**8, 10**8 // 3), _card("two", 10**6, 10**8, 10**8 // 3))
    found, why = infer_convention(Identity("ambiguous", "x", "", None, cards), Decimal(2 * 10**8))

    assert found is None and "several conventions" in why


# Every dense cost of the corpus, in units of 10^9 as printed, with the convention read off by hand; None where its
# numbers do not tell. Worked-out costs (PCAS, soft filter pruning) are those of the pruned network over the share left.
CONVENTIONS = {
    ("autopruner", "ResNet-50"): "flops",
    ("autopruner", "VGG-16"): "flops",
    ("ding-auto-balanced", "ResNet-56"): None,  # 0.142: neither 0.1255 nor 0.251
    ("ding-auto-balanced", "VGG-Torch-CIFAR10"): "macs",
    ("learning-both", "CaffeNet"): None,  # 1.5: two digits, 3.5 % from 2 x 0.724
    ("learning-both", "VGG-16"): "flops",
    ("pcas", "ResNet-56"): "macs",
    ("pcas", "ResNet-50"): "flops",  # on ImageNet; 1.409 on CIFAR-100 is no known network's
    ("pcas", "VGG-16"): "flops",
    ("perforated-cnns", "AlexNet"): None,  # 0.5: part of the convolutions only
    ("perforated-cnns", "VGG-16"): None,  # 15: two digits, neither 15.47 nor 15.35
    ("pruning-filters", "ResNet-56"): "macs",
    ("pruning-filters", "ResNet-110"): "macs",
    ("pruning-filters", "ResNet-34"): "macs",
    ("pruning-filters", "VGG-Torch-CIFAR10"): "macs",
    ("samsung-vbmf-tucker", "???"): None,
    ("samsung-vbmf-tucker", "CaffeNet"): "macs",
    ("samsung-vbmf-tucker", "GoogLeNet"): "macs",
    ("samsung-vbmf-tucker", "VGG-16"): "macs",
    ("samsung-winograd-sparse", "AlexNet"): "macs",  # 0.724; 0.33 is counted in the Winograd domain
    ("samsung-winograd-sparse", "ResNet-18"): None,  # both in transformed domains
    ("soft-filter-pruning", "ResNet-32"): "macs",
    ("soft-filter-pruning", "ResNet-56"): "macs",
    ("soft-filter-pruning", "ResNet-110"): "macs",
    ("spectral-pruning", "VGG-16"): "flops",
    ("sss", "ResNet-50"): "macs",
    ("sss", "VGG-16"): "flops",
    ("sze-energy-aware", "AlexNet"): None,  # 0.371: operations on non-zero inputs only
    ("thinet-channel-norms", "ResNet-50"): "flops",
    ("thinet-channel-norms", "VGG-16"): "flops",
}


def test_every_convention_of_the_corpus_is_right_or_unknown(committed: Corpus) -> None:
    """One wrong convention would double or halve a network; one that is inferred must be in the list above."""
    seen = set()
    for table in committed.tables.values():
        place = (table.paper, table.architecture_as_printed)
        if not (committed.papers[table.paper].origin or "").startswith("meta-analysis-2020/"):
            continue
        if table.convention_basis == "inferred":
            assert table.convention == CONVENTIONS[place], table.convention_reason
            seen.add(place)
        if any(number.name in ("macs", "flops") for number in table.baseline):
            assert place in CONVENTIONS
    assert seen == {place for place, convention in CONVENTIONS.items() if convention}


def test_papers_mix_conventions(committed: Corpus) -> None:
    """Sparse structure selection counts ResNet-50 in MACs and VGG-16 in twice that: the convention is the table's."""
    assert {t.convention for t in committed.tables.values() if t.paper == "sss"} >= {"macs", "flops"}


def _card(key: str, params: int, macs: int, conv: int | None = None) -> Card:
    cost = Cost(params, params, 0, 0, 0, params, 0, macs, macs if conv is None else conv, 0, 0)
    return Card(key, key.partition("-")[0], key, "F", "d", (3, 8, 8), 2, "invented", "An invented network.", cost)
