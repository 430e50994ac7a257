"""Gradual magnitude pruning: sparsity rises as a cubic while the network trains on."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="gradual-magnitude",
        structure="weight",
        scoring="magnitude",
        scope="global",
        schedule="gradual",
        tuning="continue",
        reference="Zhu & Gupta 2018, section 3",
    )
)
