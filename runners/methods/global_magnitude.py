"""The smallest weights of the whole network go. Classifier and normalisation are left out where the protocol says
so.
"""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="global-magnitude",
        structure="weight",
        scoring="magnitude",
        scope="global",
        schedule="one-shot",
        tuning="continue",
        reference="Han et al., NeurIPS 2015, section 3",
    )
)
