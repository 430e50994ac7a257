"""LAMP: squared weights over the sum of those in the layer that are not smaller, compared globally."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="lamp",
        structure="weight",
        scoring="lamp",
        scope="global",
        schedule="one-shot",
        tuning="continue",
        reference="Lee et al., ICLR 2021, equation 3",
    )
)
