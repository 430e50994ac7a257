"""One-shot magnitude; the learning rates of the last part of training are repeated from the trained weights."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="rate-rewinding",
        structure="weight",
        scoring="magnitude",
        scope="global",
        schedule="one-shot",
        tuning="rewind-rate",
        reference="Renda, Frankle & Carbin, ICLR 2020, section 2",
    )
)
