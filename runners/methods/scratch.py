"""The structure that magnitude pruning found, drawn anew and trained in full: is it the weights or the structure?"""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="scratch",
        structure="weight",
        scoring="magnitude",
        scope="global",
        schedule="one-shot",
        tuning="reinitialise",
        reference="Liu et al., ICLR 2019, section 3",
        note="Scratch-E: as many epochs as the dense network, whatever a step costs",
    )
)
