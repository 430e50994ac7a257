"""GReg-2: the penalty grows on all filters first, which parts them by curvature; then the smallest are chosen."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="greg-2",
        structure="filter",
        scoring="filter-l1",
        scope="layer",
        schedule="growing-penalty",
        tuning="continue",
        reference="Wang et al., ICLR 2021, section 3.3",
        options={"all": 1, "ceiling": 1.0},
    )
)
