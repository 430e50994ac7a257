"""Taylor-FO-BN: the squared first-order change of the loss without a channel, at the gate after batch norm."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="taylor-filters",
        structure="coupled",
        scoring="taylor",
        scope="global",
        schedule="iterative",
        tuning="continue",
        reference="Molchanov et al., CVPR 2019, section 3",
        steps=4,
    )
)
