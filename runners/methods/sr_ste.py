"""SR-STE: N:M masks taken anew in every step of training from dense weights, which gradients reach straight through
while what is masked decays."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="sr-ste",
        structure="n:m",
        scoring="magnitude",
        scope="layer",
        schedule="straight-through",
        tuning="train",
        reference="Zhou et al., ICLR 2021, section 4",
        options={"decay": 0.0002},
    )
)
