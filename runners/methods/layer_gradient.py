"""Weight times mean gradient over the calibration images, compared within each layer."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="layer-gradient",
        structure="weight",
        scoring="gradient",
        scope="layer",
        schedule="one-shot",
        tuning="continue",
        reference="Blalock et al., MLSys 2020, section 7",
    )
)
