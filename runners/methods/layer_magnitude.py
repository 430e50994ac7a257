"""The smallest weights of each layer go, the same share of every layer."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="layer-magnitude",
        structure="weight",
        scoring="magnitude",
        scope="layer",
        schedule="one-shot",
        tuning="continue",
        reference="Gale, Elsen & Hooker 2019, section 4",
    )
)
