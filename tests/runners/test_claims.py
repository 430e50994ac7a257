"""What the catalogue says that our methods re-run."""

from __future__ import annotations

from leaderboard.catalogue import load_catalogue
from leaderboard.records.model import Workspace
from runners.methods import METHODS

KIND = {"weight": "unstructured", "filter": "structured", "coupled": "structured", "n:m": "n:m"}


def test_a_method_re_runs_what_prunes_the_same(checkout: Workspace) -> None:
    """Weights, patterns or channels on both sides; a reported method without a structure has several."""
    catalogue, _ = load_catalogue(checkout)
    pairs = [
        (METHODS[ours.key], catalogue.methods[key])
        for ours in catalogue.measured_methods.values()
        for key in ours.claims
    ]
    unlike = [(ours.name, theirs.key) for ours, theirs in pairs if theirs.structure not in (KIND[ours.structure], None)]

    assert len(pairs) > 90 and unlike == []
