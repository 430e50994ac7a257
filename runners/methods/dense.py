"""The unpruned network, tuned like the others: what tuning alone changes."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="dense",
        structure="weight",
        scoring="magnitude",
        scope="global",
        schedule="none",
        tuning="continue",
        reference="the unpruned network, tuned like the others",
    )
)
