"""Wanda: weight times norm of its input behind the layers already pruned, compared within each output row."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="wanda-sequential",
        structure="weight",
        scoring="wanda-sequential",
        scope="row",
        schedule="one-shot",
        tuning="continue",
        reference="Sun et al., ICLR 2024, section 3",
    )
)
