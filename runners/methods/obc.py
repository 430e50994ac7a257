"""OBC: each layer's outputs are reconstructed by exact optimal brain surgery of its rows, one weight at a time."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="obc",
        structure="weight",
        scoring="obc",
        scope="layer",
        schedule="one-shot",
        tuning="continue",
        reference="Frantar & Alistarh, NeurIPS 2022, section 4",
        note="the same share in every layer, behind the layers already pruned",
    )
)
