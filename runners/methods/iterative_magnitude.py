"""Magnitude pruning in steps with tuning between them, all steps together as long as one-shot's tuning."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="iterative-magnitude",
        structure="weight",
        scoring="magnitude",
        scope="global",
        schedule="iterative",
        tuning="continue",
        reference="Han et al., NeurIPS 2015, section 3",
        steps=4,
    )
)
