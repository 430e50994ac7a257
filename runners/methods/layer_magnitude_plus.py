"""Layer magnitude that keeps the first convolution whole and a fifth of the classifier, where that may be pruned.

The others pay for it.
"""

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
