"""GReg-1: an L2 penalty on the filters of smallest L1 norm grows until they are gone."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="greg-1",
        structure="filter",
        scoring="filter-l1",
        scope="layer",
        schedule="growing-penalty",
        tuning="continue",
        reference="Wang et al., ICLR 2021, section 3.2",
        options={"all": 0, "ceiling": 1.0},
    )
)
