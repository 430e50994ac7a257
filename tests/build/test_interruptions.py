"""Whatever happens during a build, the old database and site stay whole, and the next build cleans up (fault 23)."""

from __future__ import annotations

import hashlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from leaderboard.errors import MachineError, UsageError
from leaderboard.files import lock_folder, replace_folder, write_file
from tests.conftest import ROOT, Run
from tests.site.conftest import PAPER, write_workspace

COMMAND = [sys.executable, "-c", "from leaderboard.cli.main import main; main()", "build"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def digest(folder: Path) -> dict[str, str]:
    """Every file of a build but its lock, by digest."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != ".leaderboard.lock")
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@dataclass(frozen=True)
class Built:
    """A workspace whose site is built, and the seconds that took."""

    folder: Path
    seconds: float


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Forty papers, so that a build writes for seconds."""
    keys = [f"p{number}" for number in range(40)]
    papers = {key: PAPER.replace('key = "one"', f'key = "{key}"').replace("A synthetic", f"{key}, a") for key in keys}
    methods = "".join(f'[[method]]\nkey = "{key}"\nname = "Method {key}"\npaper = "{key}"\n' for key in keys)
    folder = write_workspace(tmp_path_factory.mktemp("built"), papers, {"methods.toml": methods})
    start = time.monotonic()
    subprocess.run(COMMAND, cwd=folder, env=ENVIRONMENT, check=True, capture_output=True)
    return Built(folder, time.monotonic() - start)


@pytest.fixture
def built(original: Built, tmp_path: Path) -> Path:
    """A copy in which a record has changed, so that another build would differ."""
    folder = shutil.copytree(original.folder, tmp_path / "work")
    record = folder / "reported_results" / "papers" / "p7.toml"
    record.write_text(record.read_text().replace("year = 2024", "year = 2023"))
    return folder


@pytest.mark.parametrize("share", [0.3, 0.4, 0.5, 0.7, 0.95])
def test_a_killed_build_leaves_the_old_one_whole(built: Path, original: Built, leaderboard: Run, share: float) -> None:
    """SIGKILL at several moments: the published files are the old ones or the new ones, and the next build succeeds."""
    before = digest(built / "build")
    child = subprocess.Popen(COMMAND, cwd=built, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(share * original.seconds)
    child.send_signal(signal.SIGKILL)
    child.wait()
    after = {name: value for name, value in digest(built / "build").items() if not name.startswith(".")}

    sites = {name: value for name, value in after.items() if name.startswith("site/")}
    old = {name: value for name, value in before.items() if name.startswith("site/")}
    changed = [name for name in old if sites.get(name) != old[name]]
    assert sites.keys() >= {"site/index.html", "site/results.html"}
    assert changed == [] or "site/paper/p7.html" in changed
    assert "database disk image" not in leaderboard("stats", cwd=built).stderr
    assert leaderboard("build", cwd=built).returncode == 0
    assert [path.name for path in (built / "build").glob(".*.tmp")] == []
    assert digest(built / "build")["site/paper/p7.html"] != before["site/paper/p7.html"]


def test_ctrl_c_ends_with_3_and_leaves_the_old_site(built: Path) -> None:
    """SIGINT is trouble, not success, and changes nothing that was published."""
    before = digest(built / "build" / "site")
    child = subprocess.Popen(
        COMMAND, cwd=built, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background jobs ignore it
    )  # fmt: skip
    assert child.stderr is not None
    for line in child.stderr:
        if line.startswith(b"storing"):
            break
    child.send_signal(signal.SIGINT)
    child.communicate()

    assert child.returncode == 3
    assert digest(built / "build" / "site") == before


@pytest.mark.parametrize("limit", [100_000, 400_000])
def test_a_full_disk_ends_with_3_and_leaves_the_old_state(built: Path, limit: int) -> None:
    """Files may not grow past a limit, as on a full disk: exit 3, the trouble named, nothing replaced or left over."""
    before = digest(built / "build")

    def shrink() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = subprocess.run(COMMAND, cwd=built, env=ENVIRONMENT, capture_output=True, text=True, preexec_fn=shrink)

    assert done.returncode == 3, done.stderr
    assert "error:" in done.stderr
    assert digest(built / "build") == before


def test_a_second_build_waits_then_names_the_holder(tmp_path: Path) -> None:
    """The lock tells who holds it; its owner's death frees it."""
    said: list[str] = []
    holder = (
        "import time; from pathlib import Path; from leaderboard.files import lock_folder\n"
        f"with lock_folder(Path({str(tmp_path)!r}), print):\n    print('held', flush=True); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", holder], env=ENVIRONMENT, stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdout.readline() == b"held\n"
    with pytest.raises(MachineError, match=str(child.pid)), lock_folder(tmp_path, said.append, seconds=0.2):
        pass
    assert str(child.pid) in said[0]
    child.kill()
    child.wait()
    with lock_folder(tmp_path, said.append, seconds=1):
        pass


def test_a_folder_of_somebody_else_is_never_replaced(tmp_path: Path, leaderboard: Run) -> None:
    """--out on a folder with files that no build made: wrong usage, and the files stay."""
    write_workspace(tmp_path / "work", {"one": PAPER})
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years")

    done = leaderboard("build", "--out", str(tmp_path / "mine"), cwd=tmp_path / "work")

    assert done.returncode == 2
    assert "holds files that no build made" in done.stderr
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years"
    with pytest.raises(UsageError), replace_folder(tmp_path / "mine"):
        pass


def test_writing_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    """A file is replaced whole or not at all."""
    target = tmp_path / "a.txt"
    write_file(target, "old")
    with pytest.raises(MachineError):
        write_file(tmp_path / "missing" / "a.txt", "new")
    assert target.read_text() == "old"
