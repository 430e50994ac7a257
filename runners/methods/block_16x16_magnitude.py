"""Tiles of sixteen outputs by sixteen inputs, by the sum of their magnitudes."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="block-16x16-magnitude",
        structure="block-16x16",
        scoring="magnitude",
        scope="global",
        schedule="one-shot",
        tuning="continue",
        reference="Gray, Radford & Kingma 2017, section 2",
    )
)
