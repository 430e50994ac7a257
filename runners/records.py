"""Records of runs: one JSON file each, written whole, whatever happened."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import subprocess
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import torch

from leaderboard import __version__
from leaderboard.files import machine_trouble, write_file
from leaderboard.records import held_equal, strict_json
from runners.protocols.protocol import Protocol
from runners.settings import Settings

RECORD_SCHEMA = 1


def begun(settings: Settings, device: torch.device, code: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of a run before it runs; what it measured is put beside."""
    return {
        "schema": RECORD_SCHEMA,
        "id": settings.id(),
        "settings": settings.canonical(),
        "method": settings.method.name,
        "outcome": "finished",
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "code": {"version": __version__, **code},
        "environment": environment(device),
    }


def failure(settings: Settings, device: torch.device, code: Mapping[str, Any], words: str) -> dict[str, Any]:
    """The record of a run that could not write its own."""
    record = begun(settings, device, code)
    return {**record, "outcome": "failed", "error": {"message": words, "trace": []}, "seconds": {"total": None}}


def columns(history: Iterable[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Epochs as one list for each number: a third of the bytes of a list of objects."""
    found: dict[str, list[Any]] = {}
    for epoch in history:
        for name, value in epoch.items():
            found.setdefault(name, []).append(value)
    return found


def environment(device: torch.device) -> dict[str, Any]:
    """What the run ran on, as far as numbers may depend on it."""
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else processor()
    return {
        "device": device.type,
        "device_name": name,
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
        "python": platform.python_version(),
    }


def processor(facts: Path = Path("/proc/cpuinfo")) -> str:
    """The processor's model and the widest vectors that torch uses of it; its kind where nothing names the model."""
    text = facts.read_text(encoding="utf-8", errors="replace") if facts.is_file() else ""
    model = re.search(r"^model name\s*:\s*(\S.*)$", text, re.MULTILINE)
    name = model[1].strip() if model else platform.processor() or platform.machine()
    return f"{name}, {torch.backends.cpu.get_cpu_capability()}"


@cache
def sources() -> str:
    """SHA-256 of the runners' own files: what a checkpoint may be taken up by, committed or not."""
    here = Path(__file__).parent
    found = hashlib.sha256()
    for path in sorted(path for kind in ("*.py", "*.toml") for path in here.rglob(kind)):
        found.update(path.relative_to(here).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def code_version() -> dict[str, Any]:
    """Commit and whether the checkout has changes; None outside of a checkout."""
    here = Path(__file__).parent
    try:
        commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=here, capture_output=True, text=True, check=True)
        status = subprocess.run(
            ["git", "status", "--porcelain", "--", "."], cwd=here, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return {"commit": None, "dirty": None}
    return {"commit": commit.stdout.strip(), "dirty": bool(status.stdout.strip())}


def write_protocol(protocol: Protocol, folder: Path) -> None:
    """What the protocol holds equal, under the digest by which the records in ``folder`` name it."""
    path = folder / held_equal.FOLDER / f"{protocol.digest()}.json"
    what = {"title": protocol.title, "shortened": protocol.shortened, "fixed": protocol.fixed()}
    text = json.dumps(what, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    with machine_trouble(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        known = path.is_file() and path.read_text("utf-8") == text
    if not known:
        write_file(path, text)


def write_record(record: Mapping[str, Any], folder: Path) -> Path:
    """Write the record as ``<id>.json``, whole or not at all."""
    path = folder / f"{record['id']}.json"
    folder.mkdir(parents=True, exist_ok=True)
    write_file(path, f"{strict_json.canonical(record)}\n".encode())
    return path


def read_outcome(path: Path) -> str | None:
    """The outcome in a record file; None for a file that is missing, cut or not ours."""
    record = _read(path)
    return str(record["outcome"]) if record else None


def _read(path: Path) -> dict[str, Any] | None:
    try:
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return record if record["id"] == path.stem and "outcome" in record else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def dense_networks(folder: Path) -> dict[tuple[str, int], Counter[str]]:
    """For each network and seed how many finished records of a folder start from which dense weights (SHA-256)."""
    found: dict[tuple[str, int], Counter[str]] = {}
    for path in sorted(folder.glob("*.json")):
        record = _read(path)
        if record and record["outcome"] == "finished":
            settings = record["settings"]
            key = str(settings["network"]), int(settings["seed"])
            found.setdefault(key, Counter())[str(record["dense"]["sha256"])] += 1
    return found
