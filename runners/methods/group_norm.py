"""DepGraph: the norm of all weights that go with a channel, relative to the mean of its group, compared globally."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="group-norm",
        structure="coupled",
        scoring="group-l2",
        scope="global",
        schedule="iterative",
        tuning="continue",
        reference="Fang et al., CVPR 2023, section 3",
        steps=4,
        note="without the group-sparse training of its section 3.3",
    )
)
