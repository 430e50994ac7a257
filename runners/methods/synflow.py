"""SynFlow: synaptic saliency without data in 100 steps, in float64 and evaluation mode."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="synflow",
        structure="weight",
        scoring="synflow",
        scope="global",
        schedule="before-training-exponential",
        tuning="train",
        reference="Tanaka et al., NeurIPS 2020, section 5",
    )
)
