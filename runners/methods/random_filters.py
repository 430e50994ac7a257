"""Random channels go, those tied together jointly: the floor for structured methods."""

from runners.methods.base import Method, ship

METHOD = ship(
    Method(
        name="random-filters",
        structure="coupled",
        scoring="channel-random",
        scope="global",
        schedule="one-shot",
        tuning="continue",
        reference="Mittal et al., WACV 2018",
    )
)
