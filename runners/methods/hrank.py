"""HRank: channels whose feature maps have the smallest mean rank go, the same share of every layer."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="hrank",
        structure="filter",
        scoring="feature-rank",
        scope="layer",
        schedule="one-shot",
        tuning="continue",
        reference="Lin et al., CVPR 2020, section 3",
        note="one share for all layers, where the authors choose one for each by hand",
    )
)
