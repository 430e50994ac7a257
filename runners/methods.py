"""Methods: named combinations of the four axes. A method is one entry here, or one file of another package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from runners.registry import Registry

Schedule = Literal["none", "one-shot", "iterative", "gradual", "before-training", "before-training-exponential"]
Tuning = Literal["none", "train", "continue", "rewind-weights", "rewind-rate", "reinitialise"]
SCHEDULES: dict[Schedule, str] = {
    "none": "nothing is pruned",
    "one-shot": "all at once, from the trained network",
    "iterative": "in steps that remove the same share of what is left, tuning after each",
    "gradual": "at the start of each tuning epoch, to a sparsity that rises as a cubic (Zhu & Gupta 2018, equation 1)",
    "before-training": "all at once, from the untrained network, which is then trained in full",
    "before-training-exponential": "from the untrained network in 100 steps of equal ratio, then trained in full",
}
TUNINGS: dict[Tuning, str] = {
    "none": "the pruned network is used as it is",
    "train": "trained in full, as the dense network is",
    "continue": "trained on for the protocol's tuning epochs",
    "rewind-weights": "kept weights go back to an early epoch and the rest of training is repeated",
    "rewind-rate": "weights stay, the learning rates of the last part of training are repeated",
    "reinitialise": "kept weights are drawn anew and trained in full",
}


@dataclass(frozen=True, slots=True)
class Method:
    """One method on the four axes: structure x scoring (with scope) x schedule x tuning.

    ``steps`` is the number of pruning steps of an iterative schedule; ``paper`` the key of its record or an arXiv id,
    ``reference`` paper and section; ``note`` what this preset leaves out.
    """

    name: str
    structure: str
    scoring: str
    scope: str
    schedule: Schedule
    tuning: Tuning
    reference: str
    steps: int = 1
    note: str = ""

    def axes(self) -> dict[str, str | int]:
        """What settings and records write: everything that changes the numbers."""
        return {
            "structure": self.structure,
            "scoring": self.scoring,
            "scope": self.scope,
            "schedule": self.schedule,
            "tuning": self.tuning,
            "steps": self.steps,
        }


METHODS: Registry[Method] = Registry("method", "pruning_leaderboard.methods")


def _ship(*listed: Method) -> None:
    for method in listed:
        METHODS.add(method.name, method)


_HAN = "Han et al., NeurIPS 2015, section 3"
_GALE = "Gale, Elsen & Hooker 2019, section 4"
_BLALOCK = "Blalock et al., MLSys 2020, section 7"
_DENSE = "the unpruned network, tuned like the others"
_GRASP = "Wang, Zhang & Grosse, ICLR 2020, section 4"
_LAMP = "Lee et al., ICLR 2021, equation 3"
_LIU = "Liu et al., ICLR 2019, section 3"
_NARANG = "Narang et al. 2017, section 3"
_SNIP = "Lee, Ajanthan & Torr, ICLR 2019, section 4"
_RENDA = "Renda, Frankle & Carbin, ICLR 2020, section 2"
_ship(
    Method("dense", "weight", "magnitude", "global", "none", "continue", _DENSE),
    Method("random-uniform", "weight", "random", "layer", "one-shot", "continue", _BLALOCK),
    Method("random-erk", "weight", "random", "erk", "one-shot", "continue", "Evci et al., ICML 2020, section 3"),
    Method("global-magnitude", "weight", "magnitude", "global", "one-shot", "continue", _HAN),
    Method("layer-magnitude", "weight", "magnitude", "layer", "one-shot", "continue", _GALE),
    Method("layer-magnitude-plus", "weight", "magnitude", "uniform+", "one-shot", "continue", _GALE),
    Method("lamp", "weight", "lamp", "global", "one-shot", "continue", _LAMP),
    Method("global-gradient", "weight", "gradient", "global", "one-shot", "continue", _BLALOCK),
    Method("layer-gradient", "weight", "gradient", "layer", "one-shot", "continue", _BLALOCK),
    Method(
        "wanda",
        "weight",
        "activation",
        "row",
        "one-shot",
        "continue",
        "Sun et al., ICLR 2024, section 3",
        note="scored from the activations of the dense network, not layer by layer behind the pruned ones",
    ),
    Method("fisher", "weight", "fisher", "global", "one-shot", "continue", "Theis et al. 2018, equation 5"),
    Method("gradual-magnitude", "weight", "magnitude", "global", "gradual", "continue", "Zhu & Gupta 2018, section 3"),
    Method("iterative-magnitude", "weight", "magnitude", "global", "iterative", "continue", _HAN, steps=4),
    Method(
        "lottery-ticket",
        "weight",
        "magnitude",
        "global",
        "iterative",
        "rewind-weights",
        "Frankle et al., ICML 2020, section 2",
        steps=4,
    ),
    Method("rate-rewinding", "weight", "magnitude", "global", "one-shot", "rewind-rate", _RENDA),
    Method("weight-rewinding", "weight", "magnitude", "global", "one-shot", "rewind-weights", _RENDA),
    Method(
        "scratch",
        "weight",
        "magnitude",
        "global",
        "one-shot",
        "reinitialise",
        _LIU,
        note="Scratch-E: as many epochs as the dense network, whatever a step costs",
    ),
    Method("snip", "weight", "snip", "global", "before-training", "train", _SNIP),
    Method("grasp", "weight", "grasp", "global", "before-training", "train", _GRASP),
    Method(
        "synflow",
        "weight",
        "synflow",
        "global",
        "before-training-exponential",
        "train",
        "Tanaka et al., NeurIPS 2020, section 5",
    ),
    Method("n-m-magnitude", "n:m", "magnitude", "layer", "one-shot", "continue", "Mishra et al. 2021, section 3"),
    Method("block-4x1-magnitude", "block-4x1", "magnitude", "global", "one-shot", "continue", _NARANG),
    Method("block-1x16-magnitude", "block-1x16", "magnitude", "global", "one-shot", "continue", _NARANG),
)
