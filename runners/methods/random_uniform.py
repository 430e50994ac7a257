"""Random weights go, the same share of every layer: the floor that every score has to beat.

Exactly as many as asked (a coin for each weight would miss the target), from a generator of its own seed."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="random-uniform",
        structure="weight",
        scoring="random",
        scope="layer",
        schedule="one-shot",
        tuning="continue",
        reference="Blalock et al., MLSys 2020, section 7",
    )
)
