"""Filters with the smallest L1 norm go, the same share of every layer; outputs that a shortcut ties together stay."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="l1-filters",
        structure="filter",
        scoring="filter-l1",
        scope="layer",
        schedule="one-shot",
        tuning="continue",
        reference="Li et al., ICLR 2017, section 3",
        note="one share for all layers, where the authors skip layers they found sensitive",
    )
)
