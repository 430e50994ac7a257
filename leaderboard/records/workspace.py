"""Finding the workspace: the folder with ``reported_results/``, here or further up."""

from __future__ import annotations

from pathlib import Path

from leaderboard.errors import UsageError
from leaderboard.records.model import Workspace


def find_workspace(start: Path) -> Workspace:
    """The workspace that holds ``start`` (a folder or a file in it); raises UsageError when there is none."""
    here = start.absolute()
    for folder in (here, *here.parents):
        if (folder / "reported_results").is_dir():
            return Workspace(folder)
    raise UsageError(
        f"no folder `reported_results` in {here} or above it; "
        f"make a workspace with `leaderboard init {start}`, or go to one"
    )
