"""SFP: after every epoch filters of smallest L2 norm are zeroed and may grow back; before the last they go."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="soft-filter",
        structure="filter",
        scoring="filter-l2",
        scope="layer",
        schedule="soft",
        tuning="continue",
        reference="He et al., IJCAI 2018, section 3",
        note="the choice is final before the last epoch",
    )
)
