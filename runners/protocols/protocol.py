"""Reading a protocol. What it fixes goes into every record, by digest; results compare within one version only."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leaderboard.errors import UsageError
from leaderboard.records.nearest import nearest
from runners.training import Recipe

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Protocol:
    """Everything held equal: data, networks, dense training, tuning, ratios, seeds, calibration images.

    ``head`` says whether the classifier may be pruned; ``rewind_epoch`` is where rewinding goes back to;
    ``quick`` are the ratios, seeds and networks of a trial run.
    """

    name: str
    version: int
    title: str
    dataset: str
    networks: tuple[str, ...]
    head: bool
    ratios: tuple[float, ...]
    seeds: tuple[int, ...]
    calibration_images: int
    calibration_batch: int
    rewind_epoch: int
    dense: Recipe
    tuning: Recipe
    quick: dict[str, Any]
    threads: int = 0  # torch threads a run; 0 leaves it to torch. Small networks are faster, and alike everywhere, on 1

    def fixed(self) -> dict[str, Any]:
        """What changes numbers: all but the lists that a sweep chooses from, the title and the trial run."""
        chosen = ("title", "networks", "ratios", "seeds", "quick")
        return {name: value for name, value in dataclasses.asdict(self).items() if name not in chosen}

    def digest(self) -> str:
        """SHA-256 of what is fixed, as canonical JSON."""
        return hashlib.sha256(canonical(self.fixed())).hexdigest()


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spaces: equal settings have equal bytes. Refuses NaN and infinity."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False, ensure_ascii=False).encode()


def shipped() -> tuple[str, ...]:
    """Names of the protocols that come with the package."""
    return tuple(sorted(path.stem for path in HERE.glob("*.toml")))


def load_protocol(name: str) -> Protocol:
    """A shipped protocol by name, or one from a TOML file. Raises UsageError naming the file, key and remedy."""
    path = HERE / f"{name}.toml" if name in shipped() else Path(name)
    if not path.is_file():
        near = nearest(name, shipped())
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(shipped())}"
        raise UsageError(f"no protocol is called {name!r} and there is no such file; {hint}")
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {error}") from error
    recipes = {part: _build(Recipe, data.pop(part, {}), f"{path}: [{part}]") for part in ("dense", "tuning")}
    found: Protocol = _build(Protocol, {**data, **recipes}, str(path))
    return found


def _build(kind: Any, values: dict[str, Any], where: str) -> Any:
    fields = {field.name: field for field in dataclasses.fields(kind)}
    for name in values:
        if name not in fields:
            near = nearest(name, fields)
            raise UsageError(f"{where}: unknown key `{name}`" + (f"; did you mean `{near[0]}`?" if near else ""))
    for name, field in fields.items():
        if name not in values and field.default is dataclasses.MISSING:
            raise UsageError(f"{where}: `{name}` is missing")
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()})
