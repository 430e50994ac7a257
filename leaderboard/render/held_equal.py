"""What a protocol held equal, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from leaderboard.records.held_equal import HeldEqual
from leaderboard.render.formats import count

WITHOUT_FILES = "digits"  # the one data set that comes with a package


def held_equal_words(found: HeldEqual, network: str) -> list[tuple[str, str]]:
    """Terms and what they were for the runs of a network (its key)."""
    return list(_words(found.settings, network))


def sweep_command(protocol: str, network: str, dataset: str, found: HeldEqual | None, *, method: str = "") -> str:
    """The command that repeats runs, with the folders that it asks for."""
    parts = [f"leaderboard run sweep {protocol}", f"--methods {method}" if method else "", f"--networks {network}"]
    if dataset != WITHOUT_FILES:
        parts.append("--data DIR")
    if found is not None and network in found.settings.get("weights", {}):
        parts.append("--weights DIR")
    return " ".join(filter(None, parts))


def _words(settings: Mapping[str, Any], network: str) -> Iterator[tuple[str, str]]:
    given = settings.get("weights", {}).get(network)
    if given:
        yield "Dense network", f"given: {given['file']} of {given['source']}, SHA-256 {given['sha256'][:12]}…"
    else:
        shared = settings.get("dense_networks", 0)
        yield "Dense network", f"{_recipe(settings['dense'])}; {f'{shared} for all seeds' if shared else 'one a seed'}"
        yield "Rewinding", f"to the end of epoch {settings['rewind_epoch']} of dense training"
    yield "Tuning", _recipe(settings["tuning"])
    images, batch = settings["calibration_images"], settings["calibration_batch"]
    yield "Scoring", f"{images:,} training images in batches of {batch}"
    yield "Classifier", "may be pruned" if settings["head"] else "is not pruned"
    threads = settings.get("threads", 0)
    trained = settings["dense"]["epochs"] or settings["tuning"]["epochs"]
    precision = f"training in {settings.get('precision', 'fp32')}, " if trained else ""
    yield "Computing", f"{precision}evaluation in float32" + (f", {count(threads, 'thread')}" if threads else "")
    if settings.get("latency"):
        yield "Timed", "forward passes in batches of " + " and ".join(f"{size:,}" for size in settings["latency"])


def _recipe(part: Mapping[str, Any]) -> str:
    """SGD as a protocol has it."""
    if not part["epochs"]:
        return "none"
    words = [
        f"{count(part['epochs'], 'epoch')} of SGD in batches of {part['batch_size']}",
        f"rate {part['learning_rate']:g}{_falling(part)}",
        f"momentum {part['momentum']:g}{' (Nesterov)' if part['nesterov'] else ''}",
    ]
    if part["weight_decay"]:
        words.append(f"weight decay {part['weight_decay']:g}")
    return ", ".join(words)


def _falling(part: Mapping[str, Any]) -> str:
    if part["schedule"] == "cosine":
        return " falling as a cosine"
    if part["schedule"] == "step":
        return f" times {part['gamma']:g} at epochs {', '.join(map(str, part['milestones']))}"
    return ""
