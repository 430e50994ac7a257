"""SNIP: sensitivity of the loss to each weight's mask, at the start of training."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="snip",
        structure="weight",
        scoring="snip",
        scope="global",
        schedule="before-training",
        tuning="train",
        reference="Lee, Ajanthan & Torr, ICLR 2019, section 4",
        note="the network's own initialisation and the protocol's calibration images, not variance scaling and a batch "
        "with as many of each class",
    )
)
