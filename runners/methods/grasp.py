"""GraSP: keep the weights whose removal would cost gradient flow, at the start of training."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="grasp",
        structure="weight",
        scoring="grasp",
        scope="global",
        schedule="before-training",
        tuning="train",
        reference="Wang, Zhang & Grosse, ICLR 2020, section 4",
    )
)
