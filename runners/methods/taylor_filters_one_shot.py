"""As taylor-filters, in one step: what its steps are worth at equal length of tuning."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="taylor-filters-one-shot",
        structure="coupled",
        scoring="taylor",
        scope="global",
        schedule="one-shot",
        tuning="continue",
        reference="Molchanov et al., CVPR 2019, section 3",
    )
)
