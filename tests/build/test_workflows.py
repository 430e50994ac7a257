"""The workflow files: readable, with least rights, and every command they run exists."""

from __future__ import annotations

import re
import shlex
from typing import Any

import click
import pytest
import yaml

from leaderboard.cli.main import cli
from tests.conftest import ROOT

FOLDER = ROOT / ".github" / "workflows"
JOBS = {"site": {"test", "build", "deploy", "diff"}, "comment": {"comment"}, "release": {"zip"}}
RIGHTS = {
    ("site", "build"): {"contents": "read", "pages": "read"},
    ("site", "deploy"): {"pages": "write", "id-token": "write"},
    ("comment", "comment"): {"actions": "read", "pull-requests": "write"},
    ("release", "zip"): {"contents": "write"},
}


def workflow(name: str) -> dict[str, Any]:
    """A workflow as GitHub reads it; YAML 1.1 takes its key `on` for true."""
    found = yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
    return {"on" if key is True else key: value for key, value in found.items()}


def commands(name: str) -> list[list[str]]:
    """Every command line of ours and every make target that a workflow runs."""
    found = []
    for job in workflow(name)["jobs"].values():
        for step in job["steps"]:
            for line in str(step.get("run", "")).splitlines():
                words = shlex.split(line, comments=True)
                if words and words[0] in ("make", ".venv/bin/leaderboard"):
                    found.append(words)
    return found


def test_the_workflows_are_those_expected() -> None:
    """A new file is looked at by these tests."""
    assert {path.stem for path in FOLDER.glob("*.y*ml")} == set(JOBS)


@pytest.mark.parametrize("name", JOBS)
def test_jobs_and_their_rights(name: str) -> None:
    """By default a token reads or does nothing; each job that needs more names it."""
    found = workflow(name)

    assert set(found["jobs"]) == JOBS[name]
    assert found["permissions"] in ({"contents": "read"}, {})
    for job, content in found["jobs"].items():
        assert content.get("permissions", {"contents": "read"}) == RIGHTS.get((name, job), {"contents": "read"})
        assert content["timeout-minutes"] <= 90
        assert content["runs-on"] == "ubuntu-24.04"


@pytest.mark.parametrize("name", JOBS)
def test_actions_are_githubs_own_and_pinned(name: str) -> None:
    """By a major version at least; what checks out keeps no token behind."""
    steps = [step for job in workflow(name)["jobs"].values() for step in job["steps"]]
    for step in steps:
        assert ("run" in step) != ("uses" in step)
        if "uses" in step:
            assert re.fullmatch(r"actions/[a-z-]+@v\d+(\.\d+)*", step["uses"])
        if step.get("uses", "").startswith("actions/checkout"):
            assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("name", JOBS)
def test_nothing_that_others_write_is_put_into_a_script(name: str) -> None:
    """Expressions reach scripts as variables of the environment only, where they are no code."""
    for job in workflow(name)["jobs"].values():
        for step in job["steps"]:
            assert "${{" not in step.get("run", ""), step


def test_code_of_pull_requests_never_runs_with_rights() -> None:
    """Pull requests trigger a read-only workflow; the one that comments checks out nothing, runs none of theirs."""
    triggers = {name: set(workflow(name)["on"]) for name in JOBS}

    assert triggers["site"] == {"push", "pull_request", "workflow_dispatch"}
    assert triggers["comment"] == {"workflow_run"}
    assert all("pull_request_target" not in found for found in triggers.values())
    comment = workflow("comment")["jobs"]["comment"]
    assert [step.get("uses", "run").partition("@")[0] for step in comment["steps"]] == [
        "actions/download-artifact",
        "run",
    ]
    assert workflow("comment")["on"]["workflow_run"]["workflows"] == [workflow("site")["name"]]
    artifacts = [
        step["with"]["name"]
        for job in (comment, workflow("site")["jobs"]["diff"])
        for step in job["steps"]
        if "artifact" in step.get("uses", "")
    ]
    assert artifacts == ["comment", "comment"]
    deploy = workflow("site")["jobs"]["deploy"]
    assert deploy["needs"] == ["test", "build"]
    assert "refs/heads/main" in deploy["if"]


@pytest.mark.parametrize("name", [name for name in JOBS if name != "comment"])
def test_every_command_exists(name: str) -> None:
    """Targets of the Makefile and commands with their options."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([^\s:#=.][^:=]*|\$\(VENV\)/\.\w+):", makefile, re.MULTILINE))
    found = commands(name)
    assert found
    for words in found:
        if words[0] == "make":
            assert words[1].replace(".venv", "$(VENV)") in targets, words
            continue
        command = cli.get_command(click.Context(cli), words[1])
        assert command is not None, words
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words[2:] if re.match(r"--?[a-z]", word)} <= known, words


def test_no_host_of_packages_is_named() -> None:
    """What is installed comes from wherever the runner's pip looks."""
    for path in FOLDER.glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"https?://|index-url|pypi", text), path
