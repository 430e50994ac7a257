"""Layer magnitude with a dense first convolution and a fifth of the last layer kept; the others pay for it."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="layer-magnitude-plus",
        structure="weight",
        scoring="magnitude",
        scope="uniform+",
        schedule="one-shot",
        tuning="continue",
        reference="Gale, Elsen & Hooker 2019, section 4",
    )
)
