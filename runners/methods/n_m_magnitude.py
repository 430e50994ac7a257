"""The N largest of every M weights along the input channels stay, in one shot."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="n-m-magnitude",
        structure="n:m",
        scoring="magnitude",
        scope="layer",
        schedule="one-shot",
        tuning="continue",
        reference="Mishra et al. 2021, section 3",
    )
)
