"""As group-norm, in one step: what its steps are worth at equal length of tuning."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="group-norm-one-shot",
        structure="coupled",
        scoring="group-l2",
        scope="global",
        schedule="one-shot",
        tuning="continue",
        reference="Fang et al., CVPR 2023, section 3",
        note="without the group-sparse training of its section 3.3",
    )
)
