"""Network Slimming: training with an L1 penalty on the factors of batch norm, then channels with the smallest go."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="network-slimming",
        structure="coupled",
        scoring="norm-factor",
        scope="global",
        schedule="sparse-training",
        tuning="continue",
        reference="Liu et al., ICCV 2017, section 3",
        options={"penalty": 0.0001},
    )
)
