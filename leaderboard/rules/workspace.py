"""Checking a workspace: every record file and the catalogue, all problems in one go."""

from __future__ import annotations

from pathlib import Path

from leaderboard.catalogue import load_catalogue
from leaderboard.problems import Problem
from leaderboard.records.files import record_files, relative_name
from leaderboard.records.model import Workspace
from leaderboard.records.reading import Locator, RecordFile, read_files
from leaderboard.rules.engine import check_records


def check_workspace(workspace: Workspace, paths: tuple[Path, ...] = ()) -> tuple[list[RecordFile], list[Problem]]:
    """The record files asked for (default: all, and the catalogue) with every problem in them."""
    entries = [path for path in paths if path.absolute().is_relative_to(workspace.catalogue.absolute())]
    papers = [path for path in paths if path not in entries]
    every, problems = read_files(workspace, [workspace.papers, *papers])
    catalogue, strange_entries = load_catalogue(workspace)
    records = [one.record for one in every if one.record is not None]
    unread = [one.key for one in every if one.record is None]
    problems += strange_entries + [problem for one in every for problem in one.problems]
    problems += check_records(records, catalogue, Locator(workspace), unread)
    if not paths:
        return every, problems
    names = {relative_name(workspace, path) for path in [*record_files(workspace, papers)[0], *entries]}
    asked = [problem for problem in problems if any(_within(problem.file, name) for name in names)]
    return [one for one in every if one.file in names], asked


def _within(file: str, name: str) -> bool:
    return file == name or file.startswith(f"{name}/")
