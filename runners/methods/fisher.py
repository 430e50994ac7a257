"""Optimal brain damage with the empirical Fisher's diagonal, from gradients of single images."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="fisher",
        structure="weight",
        scoring="fisher",
        scope="global",
        schedule="one-shot",
        tuning="continue",
        reference="Theis et al. 2018, equation 5",
    )
)
