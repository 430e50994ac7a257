"""Movement pruning: while the network is tuned, the weights that training drives towards zero go, more with every
step.
"""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="movement",
        structure="weight",
        scoring="movement",
        scope="layer",
        schedule="movement",
        tuning="continue",
        reference="Sanh, Wolf & Rush, NeurIPS 2020, section 3",
        note="the hard variant; sparsity rises over two thirds of the tuning epochs",
    )
)
