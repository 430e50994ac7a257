"""Random weights go; layers are as dense as the Erdos-Renyi kernel has them: what layer budgets alone are worth."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="random-erk",
        structure="weight",
        scoring="random",
        scope="erk",
        schedule="one-shot",
        tuning="continue",
        reference="Evci et al., ICML 2020, section 3",
    )
)
