"""Iterative magnitude pruning; after each step the kept weights go back to an early epoch and are trained again."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="lottery-ticket",
        structure="weight",
        scoring="magnitude",
        scope="global",
        schedule="iterative",
        tuning="rewind-weights",
        reference="Frankle et al., ICML 2020, section 2",
        steps=4,
    )
)
