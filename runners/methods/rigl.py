"""RigL: sparse from the start; every so often the smallest weights go and those with the largest gradient grow.

Grown weights start at zero with fresh momentum, the step that grows applies no gradient, and updates end at
three quarters of training."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="rigl",
        structure="weight",
        scoring="random",
        scope="erk",
        schedule="dynamic",
        tuning="train",
        reference="Evci et al., ICML 2020, section 3",
        note="a weight that grows back at once starts at zero, where the authors' code leaves it its value",
        options={"grow_by_gradient": 1, "share": 0.3, "until": 0.75, "updates_per_epoch": 4},
    )
)
