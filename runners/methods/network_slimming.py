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
        note="in the few steps of a small protocol the authors' penalty, chosen for 160 epochs of CIFAR, does little",
        options={"penalty": 0.0001},
    )
)
