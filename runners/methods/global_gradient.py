"""Weight times mean gradient over the calibration images, compared globally; absolute value after the mean."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="global-gradient",
        structure="weight",
        scoring="gradient",
        scope="global",
        schedule="one-shot",
        tuning="continue",
        reference="Blalock et al., MLSys 2020, section 7",
    )
)
