"""SET: as RigL, but what grows is drawn at random."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="set",
        structure="weight",
        scoring="random",
        scope="erk",
        schedule="dynamic",
        tuning="train",
        reference="Mocanu et al., Nature Communications 2018",
        options={"grow_by_gradient": 0, "share": 0.3, "until": 0.75, "updates_per_epoch": 4},
    )
)
