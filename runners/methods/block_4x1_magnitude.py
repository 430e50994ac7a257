"""Tiles of four outputs by one input, by the sum of their magnitudes."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="block-4x1-magnitude",
        structure="block-4x1",
        scoring="magnitude",
        scope="global",
        schedule="one-shot",
        tuning="continue",
        reference="Narang et al. 2017, section 3",
    )
)
