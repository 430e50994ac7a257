"""FPGM: filters nearest to the others of their layer go, being the most replaceable."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="fpgm",
        structure="filter",
        scoring="geometric-median",
        scope="layer",
        schedule="one-shot",
        tuning="continue",
        reference="He et al., CVPR 2019, section 3",
    )
)
