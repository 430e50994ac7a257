"""WoodFisher: optimal brain surgeon with blocks of the inverse empirical Fisher; the weights that stay are
corrected.
"""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="woodfisher",
        structure="weight",
        scoring="woodfisher",
        scope="global",
        schedule="one-shot",
        tuning="continue",
        reference="Singh & Alistarh, NeurIPS 2020, section 3",
    )
)
