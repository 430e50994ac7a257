"""Tiles of one output by sixteen inputs, by the sum of their magnitudes."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="block-1x16-magnitude",
        structure="block-1x16",
        scoring="magnitude",
        scope="global",
        schedule="one-shot",
        tuning="continue",
        reference="Narang et al. 2017, section 3",
    )
)
