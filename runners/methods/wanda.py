"""Wanda without its sequence: weight times norm of its input, compared within each output row.

Inputs are those of the dense network; ``wanda-sequential`` measures behind the layers already pruned."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="wanda",
        structure="weight",
        scoring="activation",
        scope="row",
        schedule="one-shot",
        tuning="continue",
        reference="Sun et al., ICLR 2024, section 3",
        note="scored from the activations of the dense network, not layer by layer behind the pruned ones",
    )
)
