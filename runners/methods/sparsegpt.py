"""SparseGPT: each layer's outputs are reconstructed column by column behind the layers already pruned."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="sparsegpt",
        structure="weight",
        scoring="sparsegpt",
        scope="layer",
        schedule="one-shot",
        tuning="continue",
        reference="Frantar & Alistarh, ICML 2023, section 3",
    )
)
