"""One-shot magnitude; the kept weights go back to an early epoch and the rest of training is repeated."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="weight-rewinding",
        structure="weight",
        scoring="magnitude",
        scope="global",
        schedule="one-shot",
        tuning="rewind-weights",
        reference="Renda, Frankle & Carbin, ICLR 2020, section 2",
    )
)
