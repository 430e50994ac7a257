"""What protocols held equal, ``measured_results/<protocol>/protocol/<digest>.json``: sweeps write it beside the
records, which name it by the digest alone, so that it can be looked up after the protocol's own file was changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from leaderboard.problems import Problem
from leaderboard.records import strict_json
from leaderboard.records.model import Workspace

FOLDER = "protocol"


@dataclass(frozen=True, slots=True)
class HeldEqual:
    """What changes the numbers of runs beside method, ratio and seed, as canonical JSON in ``fixed``, whose SHA-256
    ``digest`` is; and what the protocol said of itself (``shortened``: it trains for less than is usual, on purpose).
    """

    digest: str
    title: str
    shortened: bool
    fixed: str

    @property
    def settings(self) -> Mapping[str, Any]:
        """``fixed`` as values."""
        found: dict[str, Any] = json.loads(self.fixed)
        return found


def is_protocol(file: str) -> bool:
    """Whether a file (its path in the workspace) is one of these, by where it stands."""
    parts = file.split("/")
    return len(parts) == 4 and parts[2] == FOLDER


def read_protocols(workspace: Workspace) -> tuple[list[HeldEqual], list[Problem]]:
    """All of them by digest, and every problem. One whose name is not the digest of what it holds is refused."""
    found: dict[str, HeldEqual] = {}
    problems: list[Problem] = []
    paths = sorted(workspace.measured.glob(f"*/{FOLDER}/*.json"))
    for path, file, content in strict_json.contents(workspace, paths, problems):
        try:
            one = strict_json.parse(content)
            same = strict_json.digest(one["fixed"]) == path.stem
            wrong = "" if same else "its name is not the digest of what it says was held equal"
            fixed = strict_json.canonical(one["fixed"])
            found[path.stem] = HeldEqual(path.stem, str(one["title"]), bool(one["shortened"]), fixed)
        except (ValueError, KeyError, TypeError) as error:
            wrong = f"cannot be read as what a protocol held equal: {strict_json.wrong_with(error)}"
        if wrong:
            remedy = "restore it from the version control, or delete it: the next sweep of the protocol writes it"
            problems.append(Problem(file, 1, 1, "", wrong, remedy, "measured-record"))
    return ([], problems) if problems else ([found[name] for name in sorted(found)], [])
