"""Sweeps survive: kills at any moment, two at once, methods that raise, workers that die, SIGTERM, time limits."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
import torch
from click.testing import CliRunner

import runners.checkpoints
import runners.dense
import runners.run
from leaderboard.cli.run import _warn_of_other_machines
from leaderboard.cli.run import sweep as sweep_command
from leaderboard.errors import MachineError
from runners.data import Split
from runners.locks import claim, left_by_the_dead
from runners.methods import METHODS, Method
from runners.place import Place
from runners.plan import plan
from runners.protocols import load_protocol
from runners.records import dense_networks
from runners.scoring import SCORERS
from runners.settings import Settings
from runners.sweep import DIED, _died, _start_worker, sweep
from runners.training import Course, Diverged, evaluate
from tests.conftest import forked

pytestmark = pytest.mark.torch
CHOICE: dict[str, Any] = {
    "methods": ["lamp", "snip", "l1-filters", "gradual-magnitude"],
    "ratios": [4.0],
    "seeds": [0],
    "networks": ["digits-mlp-digits"],
}


def place(folder: Path, **more: Any) -> Place:
    return Place(load_protocol("digits-v1"), folder / "records", folder / "cache", **more)


def begin(folder: Path, **choice: Any) -> BaseProcess:
    """The sweep of CHOICE in a process of its own, which has everything imported; it says to ``folder/said-PID``."""
    return forked(_sweep, folder, choice)


def _sweep(folder: Path, choice: dict[str, Any]) -> None:
    """Slowed, with checkpoints after every epoch."""
    step = Course.before_epoch

    def slow(self: Course, epoch: int) -> None:
        time.sleep(0.05)
        step(self, epoch)

    Course.before_epoch = slow  # type: ignore[method-assign]
    runners.checkpoints.EVERY = 0.0
    here = place(folder)
    folder.mkdir(exist_ok=True)
    with (folder / f"said-{os.getpid()}").open("w") as said:
        found = plan(here.protocol, here.folder, **{**CHOICE, **choice})
        done = sweep(here, found, jobs=1, say=lambda words: print(words, file=said, flush=True))
    raise SystemExit(bool(done.failed))


def start(program: str, tmp_path: Path) -> subprocess.Popen[str]:
    script = tmp_path / f"program{time.monotonic_ns()}.py"
    script.write_text(program)
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.Popen([sys.executable, str(script)], env=env, stdout=subprocess.PIPE, text=True)


def lasting(path: Path) -> dict[str, Any]:
    """A record without times and commit."""
    record: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return {name: value for name, value in record.items() if name not in ("seconds", "started", "code")}


@pytest.mark.slow
def test_a_sweep_killed_at_ten_random_moments_resumes_to_the_same_bytes(tmp_path: Path) -> None:
    """SIGKILL ten times, checkpoints after every epoch: apart from times and commit the records are those of an
    uninterrupted sweep, and nothing half-written is left.
    """
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    sweep(place(whole), plan(load_protocol("digits-v1"), whole / "records", **CHOICE), jobs=1, say=lambda words: None)
    chance = random.Random(0)
    interrupted = 0
    for _ in range(10):
        process = begin(killed)
        while process.is_alive() and not list(killed.glob("said-*")):
            time.sleep(0.01)  # it is being started
        time.sleep(chance.random() * 0.8)
        process.kill()
        process.join()
        interrupted += process.exitcode == -signal.SIGKILL
        for said in killed.glob("said-*"):
            said.unlink()
    assert interrupted >= 5
    last = begin(killed)
    last.join()
    assert last.exitcode == 0
    names = sorted(p.name for p in (whole / "records").glob("*.json"))
    left = {p.name for p in (killed / "records").iterdir()}
    assert left == {*names, "protocol"} and len(names) == 4
    for name in names:
        assert lasting(whole / "records" / name) == lasting(killed / "records" / name)
    assert not list((killed / "cache" / "checkpoints").glob("*"))


def test_a_run_belongs_to_one_worker_and_death_frees_it(tmp_path: Path) -> None:
    with claim(tmp_path, "a") as ours, claim(tmp_path, "a") as theirs, claim(tmp_path, "b") as other:
        assert (ours, theirs, other) == (True, False, True)
    assert not list(tmp_path.iterdir())
    program = (
        "import sys, time; from pathlib import Path; from runners.locks import claim\n"
        f"with claim(Path({str(tmp_path)!r}), 'a') as ours: print(ours, flush=True); time.sleep(60)"
    )
    process = start(program, tmp_path)
    assert process.stdout is not None and process.stdout.readline() == "True\n"
    with claim(tmp_path, "a") as ours:
        assert not ours
    assert left_by_the_dead(tmp_path) == []
    process.kill()
    process.wait()
    assert left_by_the_dead(tmp_path) == ["a"]
    with claim(tmp_path, "a") as ours:
        assert ours


def test_two_sweeps_at_once_do_each_run_once(tmp_path: Path) -> None:
    """What one has begun or done the other leaves alone."""
    both = [begin(tmp_path) for _ in range(2)]
    for process in both:
        process.join()
    said = "".join(path.read_text() for path in tmp_path.glob("said-*"))

    assert [process.exitcode for process in both] == [0, 0]
    assert len(list((tmp_path / "records").glob("*.json"))) == 4
    assert said.count(" -> ") == 4 and said.count("another sweep") == 4


class _Raises(Exception):
    pass


@pytest.fixture
def broken() -> Any:
    """A method that raises while it scores."""

    def score(probe: Any) -> Any:
        raise _Raises("no such thing")

    SCORERS.add("raises", score)
    METHODS.add("raises", Method("raises", "weight", "raises", "global", "one-shot", "continue", "a test"))
    yield
    SCORERS._parts.pop("raises")
    METHODS._parts.pop("raises")


def test_a_method_that_raises_is_recorded_and_the_others_go_on(tmp_path: Path, broken: None) -> None:
    here = place(tmp_path)
    choice = {**CHOICE, "methods": ["raises", "lamp"]}
    done = sweep(here, plan(here.protocol, here.folder, **choice), jobs=1, say=lambda words: None)

    assert done.outcomes == {"failed": 1, "finished": 1} and done.failed[0][1] == "no such thing"
    failed = next(r for r in map(lasting, here.folder.glob("*.json")) if r["outcome"] == "failed")
    assert any("_Raises" in line for line in failed["error"]["trace"])
    assert any('File "runners/' in line for line in failed["error"]["trace"])
    assert str(Path(__file__).parents[2]) not in json.dumps(failed)
    assert [s.method.name for s in plan(here.protocol, here.folder, **choice).done] == ["raises", "lamp"]
    assert [s.method.name for s in plan(here.protocol, here.folder, again=True, **choice).todo] == ["raises"]


def test_a_number_that_is_none_fails_the_run_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has no place in a record, and would else end the sweep, and every later one at the same run."""
    here, real = place(tmp_path), runners.run.measure

    def measured(settings: Settings, *more: Any) -> Any:
        found, missing = real(settings, *more)
        return ({**found, "energy": float("nan")} if settings.method.name == "lamp" else found), missing

    monkeypatch.setattr("runners.run.measure", measured)
    choice = {**CHOICE, "methods": ["lamp", "snip"]}
    done = sweep(here, plan(here.protocol, here.folder, **choice), jobs=1, say=lambda words: None)

    assert done.outcomes == {"failed": 1, "finished": 1} and "not JSON compliant" in done.failed[0][1]
    outputs = torch.nn.Linear(3, 2)
    torch.nn.init.constant_(outputs.weight, float("inf"))
    with pytest.raises(Diverged, match="the loss over 4 images is nan"):
        evaluate(outputs, Split(torch.ones(4, 3), torch.zeros(4, dtype=torch.int64)))


def test_a_full_disk_is_no_fault_of_the_method(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sweep ends, and the run is still to do."""
    here = place(tmp_path)
    choice = {**CHOICE, "methods": ["lamp"]}
    here.bench(print).dense(here.protocol, CHOICE["networks"][0], 0)

    def full(*args: Any) -> None:
        raise MachineError("No space left on device")

    monkeypatch.setattr("runners.checkpoints.EVERY", 0.0)
    monkeypatch.setattr("runners.checkpoints.tensorfile.write", full)
    with pytest.raises(MachineError):
        sweep(here, plan(here.protocol, here.folder, **choice), jobs=1, say=lambda words: None)
    assert len(plan(here.protocol, here.folder, **choice).todo) == 1


def test_a_time_limit_fails_the_run_only(tmp_path: Path) -> None:
    here = place(tmp_path, time_limit=0.05)
    choice = {**CHOICE, "methods": ["lamp", "snip"]}
    done = sweep(here, plan(here.protocol, here.folder, **choice), jobs=1, say=lambda words: None)

    assert done.outcomes == {"failed": 2}
    assert all("took longer than the 0.05 s" in words for _, words in done.failed)


@pytest.mark.parametrize("jobs", [1, 2])
def test_sigterm_leaves_a_record_and_the_next_sweep_repeats_it(tmp_path: Path, jobs: int) -> None:
    here, choice = place(tmp_path), {**CHOICE, "ratios": [2.0, 4.0, 8.0], "seeds": [0, 1, 2]}
    waiting = [threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGTERM))]

    def say(words: str) -> None:
        if " -> " in words and waiting:  # the first run is done; another is on when the signal comes
            waiting.pop().start()

    done = sweep(here, plan(here.protocol, here.folder, **choice), jobs=jobs, say=say)

    records = [lasting(path) for path in (tmp_path / "records").glob("*.json")]
    outcomes = [record["outcome"] for record in records]
    assert done.failed and all("stopped by SIGTERM" in words for _, words in done.failed) and "finished" in outcomes
    assert set(outcomes) <= {"finished", "stopped"}, [r.get("error") for r in records]
    todo = plan(here.protocol, here.folder, **choice).todo
    assert len(todo) == 36 - outcomes.count("finished")


def test_sigterm_while_workers_start_fails_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They die of it before they can handle it: that is no crash of a run, and no new ones are started."""
    here = place(tmp_path)
    monkeypatch.setattr("runners.sweep._start_worker", _start_slowly)

    def ask() -> None:
        while not (tmp_path / "starting").exists():
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=ask).start()
    done = sweep(here, plan(here.protocol, here.folder, **CHOICE), jobs=2, say=lambda words: None)

    assert [words for _, words in done.failed] == ["stopped by SIGTERM"]
    assert not list((tmp_path / "records").glob("*.json"))


def _start_slowly(place: Place, *more: Any) -> None:
    (place.cache.parent / "starting").touch()
    time.sleep(60)


def test_no_worker_outlives_a_killed_sweep(tmp_path: Path) -> None:
    """They would wait for work for ever, and hold its output open; their runs are free for the next sweep."""
    choice = {**CHOICE, "ratios": [2.0, 4.0, 8.0], "seeds": [0, 1, 2]}
    program = (
        "from pathlib import Path\nfrom runners.protocols import load_protocol\nfrom runners.place import Place\n"
        "from runners.plan import plan\nfrom runners.sweep import sweep\n"
        "if __name__ == '__main__':\n"
        f"    folder = Path({str(tmp_path)!r})\n"
        "    place = Place(load_protocol('digits-v1'), folder / 'records', folder / 'cache')\n"
        f"    found = plan(place.protocol, place.folder, **{choice!r})\n"
        "    sweep(place, found, jobs=2, say=lambda words: print(words, flush=True))\n"
    )
    process = start(program, tmp_path)
    assert process.stdout is not None
    process.stdout.readline()  # the first run is done
    process.kill()
    process.communicate(timeout=30)

    here = place(tmp_path)
    todo = plan(here.protocol, here.folder, **choice).todo
    assert 0 < len(todo) < 36
    for settings in todo:
        with claim(here.locks, settings.id()) as ours:
            assert ours


def test_a_record_that_a_dead_worker_left_stands(tmp_path: Path) -> None:
    """Killed after its record was written: the run is done, not failed."""
    here = place(tmp_path)
    found = plan(here.protocol, here.folder, **{**CHOICE, "methods": ["lamp", "snip"]}).todo
    here.folder.mkdir(parents=True)
    here.locks.mkdir(parents=True)
    for settings in found:
        (here.locks / f"{settings.id()}.lock").touch()
    written = here.folder / f"{found[0].id()}.json"
    written.write_text(json.dumps({"id": found[0].id(), "outcome": "finished"}))

    assert [outcome for _, outcome, _ in _died(found, here)] == ["finished", "failed"]
    assert json.loads(written.read_text())["outcome"] == "finished" and not list(here.locks.iterdir())


def test_what_a_protocol_holds_equal_is_written_beside_its_records(tmp_path: Path) -> None:
    """Under the digest that they name; a protocol of one's own is as readable afterwards as one that ships."""
    here = place(tmp_path)
    sweep(here, plan(here.protocol, here.folder, **{**CHOICE, "methods": ["lamp"]}), jobs=1, say=lambda words: None)
    (written,) = (here.folder / "protocol").glob("*.json")
    (record,) = here.folder.glob("*.json")
    what = json.loads(written.read_text("utf-8"))

    assert written.stem == json.loads(record.read_text("utf-8"))["settings"]["fixed"] == here.protocol.digest()
    assert what["fixed"]["dense"]["epochs"] == 20 and what["title"] == here.protocol.title


def test_committed_protocols_are_those_that_ship() -> None:
    """What the site says was held equal is what the sweep of that name holds equal today."""
    folders = sorted(path for path in (Path(__file__).parents[2] / "measured_results").iterdir() if path.is_dir())
    for folder in folders:
        fixed = load_protocol(folder.name)
        now = {fixed.of(network).digest() for network in fixed.networks}
        named = {json.loads(path.read_text("utf-8"))["settings"]["fixed"] for path in folder.glob("*.json")}
        assert named == {path.stem for path in (folder / "protocol").glob("*.json")} and named <= now


def test_a_dense_network_is_trained_once_however_many_start_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = place(tmp_path)
    monkeypatch.setattr("runners.sweep._start_worker", _start_counting)
    done = sweep(here, plan(here.protocol, here.folder, **CHOICE), jobs=4, say=lambda words: None)

    assert done.outcomes == {"finished": 4} and (tmp_path / "trained").read_text() == "x"
    assert len(list((tmp_path / "records").glob("*.json"))) == 4


def _start_counting(place: Place, *more: Any) -> None:
    """The dense networks that a worker trains leave a mark each."""
    real = runners.dense._train

    def train(*arguments: Any) -> Any:
        with (place.cache.parent / "trained").open("a") as marks:
            marks.write("x")
        return real(*arguments)

    runners.dense._train = train
    _start_worker(place, *more)


def test_a_worker_that_is_killed_costs_its_run_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _add_kills()
    monkeypatch.setattr("runners.sweep._start_worker", _start_with_kills)
    here = place(tmp_path)
    choice = {**CHOICE, "methods": ["kills", "lamp", "global-magnitude"]}
    try:
        done = sweep(here, plan(here.protocol, here.folder, **choice), jobs=2, say=lambda words: None)
    finally:
        METHODS._parts.pop("kills")
        SCORERS._parts.pop("kills")

    assert [words for _, words in done.failed] == [DIED]
    found = {r["method"]: r for r in map(lasting, (tmp_path / "records").glob("*.json"))}
    assert {name: r["outcome"] for name, r in found.items()} == {
        "kills": "failed",
        "lamp": "finished",
        "global-magnitude": "finished",
    }
    assert found["kills"]["error"]["message"] == DIED


def _add_kills() -> None:
    """A method whose scoring kills the process."""
    SCORERS.add("kills", lambda probe: os.kill(os.getpid(), signal.SIGKILL))
    METHODS.add("kills", Method("kills", "weight", "kills", "global", "one-shot", "continue", "a test"))


def _start_with_kills(place: Place, *more: Any) -> None:
    _add_kills()
    _start_worker(place, *more)


def test_a_renamed_method_keeps_its_runs(tmp_path: Path) -> None:
    """Its old name goes on working, and the id does not hold the name."""
    from runners.methods import ALIASES, method_named

    ALIASES["optimal-brain-damage"] = "fisher"
    try:
        fixed = load_protocol("digits-v1")
        old = plan(fixed, tmp_path, **{**CHOICE, "methods": ["optimal-brain-damage"]}).todo
        assert old == plan(fixed, tmp_path, **{**CHOICE, "methods": ["fisher"]}).todo
        assert method_named("optimal-brain-damage") is METHODS["fisher"]
    finally:
        ALIASES.clear()


def test_different_settings_have_different_ids() -> None:
    """Every method, ratio, seed and network of a protocol: no two share a file."""
    fixed = load_protocol("digits-v1")
    found = [
        Settings(fixed, network, method, ratio, seed)
        for network in fixed.networks
        for method in METHODS.values()
        for ratio in fixed.ratios
        for seed in fixed.seeds
    ]
    axes = {json.dumps(method.axes(), sort_keys=True) for method in METHODS.values()}

    assert len(axes) == len(METHODS)
    assert len({settings.id() for settings in found}) == len(found)


def test_no_gpu_is_said_before_anything_is_planned(tmp_path: Path) -> None:
    if torch.cuda.is_available():
        pytest.skip("there is one")
    (tmp_path / "reported_results").mkdir()
    program = "from leaderboard.cli.main import main; main()"
    command = [sys.executable, "-c", program, "run", "sweep", "digits-v1", "--device", "cuda"]
    found = subprocess.run([*command, "--workspace", str(tmp_path)], capture_output=True, text=True)

    assert found.returncode == 2 and "no GPU that torch can use" in found.stderr


def test_the_command_tells_how_far_it_is_and_runs_nothing_twice(tmp_path: Path) -> None:
    """A plan with its cost, a line a run with the time that is left, the records; then what to do to see it again."""
    (tmp_path / "reported_results").mkdir()
    arguments = ["digits-v1", "--quick", "--methods", "lamp,snip", "--ratios", "4", "--workspace", str(tmp_path)]
    first, second = (CliRunner().invoke(sweep_command, [*arguments, "--jobs", "1"]) for _ in range(2))

    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    said = first.output.splitlines()
    assert said[0] == "2 runs to do, 0 recorded already"
    assert re.fullmatch(r"about \d+ s on this device, 1 at a time, from a few timed steps", said[1])
    assert re.fullmatch(r"\[1/2, \d+ s left\] lamp 4x digits-mlp-digits seed 0: [\d.]+ -> [\d.]+ % at 4.00x", said[2])
    assert said[3].startswith("[2/2, 0 s left] snip 4x")
    assert said[4].endswith(f"records in {tmp_path / 'measured_results' / 'digits-v1'}")
    assert second.output.splitlines() == [
        "0 runs to do, 2 recorded already",
        "to repeat recorded runs, sweep in a workspace of your own: leaderboard init FOLDER",
    ]


def test_runs_of_a_seed_from_different_dense_networks_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Trained on different machines: 2 records from one, 1 from another; seed 1 has one network, a failed run none."""

    def write(name: str, seed: int, **more: Any) -> None:
        record = {"id": name, "outcome": "finished", "settings": {"network": "n", "seed": seed}, **more}
        (tmp_path / f"{name}.json").write_text(json.dumps(record))

    for name, seed, digest in (("a", 0, "11"), ("b", 0, "11"), ("c", 0, "22"), ("d", 1, "33")):
        write(name, seed, dense={"sha256": digest})
    write("e", 1, outcome="failed")
    found = dense_networks(tmp_path)

    assert found == {("n", 0): {"11": 2, "22": 1}, ("n", 1): {"33": 1}}
    _warn_of_other_machines(found)
    warned = capsys.readouterr().err
    assert "n seed 0: runs start from different dense networks (2 from 11, 1 from 22)" in warned
    assert "seed 1" not in warned
