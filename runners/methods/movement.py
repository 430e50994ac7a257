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
        reference="Sanh, Wolf & Rush, NeurIPS 2020, section 4",
        note="the hard variant; after two thirds of the tuning epochs masks stay as they are",
    )
)
