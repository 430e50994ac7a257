"""M-FAC: optimal brain surgeon with the inverse empirical Fisher of all weights jointly; the weights that stay are
corrected.
"""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="m-fac",
        structure="weight",
        scoring="m-fac",
        scope="global",
        schedule="one-shot",
        tuning="continue",
        reference="Frantar, Kurtic & Alistarh, NeurIPS 2021, section 3",
    )
)
