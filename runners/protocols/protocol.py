"""Reading a protocol. What it fixes goes into every record, by digest; results compare within one version only."""

from __future__ import annotations

import dataclasses
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from leaderboard.errors import UsageError
from leaderboard.records import strict_json
from leaderboard.records.nearest import nearest
from runners.training import Recipe

HERE = Path(__file__).parent


LATER: dict[str, Any] = {"later": True}  # fields that protocols of version 1 did not have: left at their default they
# are not part of the digest, so that a new field does not change what older records were measured under


@dataclass(frozen=True, slots=True)
class Weights:
    """Dense weights that the protocol gives: a file (looked for under ``--weights``), its SHA-256, where it is from."""

    file: str
    sha256: str
    source: str


@dataclass(frozen=True, slots=True)
class Protocol:
    """Everything held equal: data, networks, dense training, tuning, ratios, seeds, calibration images.

    ``head`` says whether the classifier may be pruned; ``rewind_epoch`` is where rewinding goes back to;
    ``quick`` are the ratios, seeds and networks of a trial run. ``weights`` gives dense networks by file and hash
    instead of training them; ``precision`` is that of training (``fp32``, or ``bf16`` by autocast; evaluation is always
    float32); ``latency`` lists the batch sizes at which runs are timed. ``dense_networks`` crosses dense networks with
    seeds: that many are trained, and run ``seed`` starts from number ``seed`` modulo it. 0: each seed trains its own.
    ``shortened`` says that runs are trained for less than is usual on purpose, so that they are affordable: no claim is
    judged by them. ``methods`` are those of a sweep that names none; empty, all of them. ``recipes`` are dense training
    and tuning of networks that cannot be trained as the others; runs are under :meth:`of` their network.
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

    weights: dict[str, Weights] = field(default_factory=dict, metadata=LATER)
    precision: str = field(default="fp32", metadata=LATER)
    channels_last: bool = field(default=False, metadata=LATER)
    latency: tuple[int, ...] = field(default=(), metadata=LATER)
    dense_networks: int = field(default=0, metadata=LATER)
    methods: tuple[str, ...] = field(default=(), metadata=LATER)
    shortened: bool = field(default=False, metadata=LATER)
    recipes: dict[str, dict[str, Recipe]] = field(default_factory=dict, metadata=LATER)

    def of(self, network: str) -> Protocol:
        """The protocol as it holds for a network: with the network's own recipes in place of the common ones."""
        own = self.recipes.get(network, {})
        dense, tuning = own.get("dense", self.dense), own.get("tuning", self.tuning)
        return dataclasses.replace(self, dense=dense, tuning=tuning, recipes={})

    @property
    def trains_dense(self) -> bool:
        """Whether dense networks are trained here, which methods that rewind or start untrained need."""
        return self.dense.epochs > 0

    def dense_seed(self, seed: int) -> int:
        """The seed that the dense network of a run was trained from."""
        return seed % self.dense_networks if self.dense_networks else seed

    def fixed(self) -> dict[str, Any]:
        """What changes numbers: all but the lists that a sweep chooses from, what is said of the protocol, the trial
        run, and ``recipes``, which :meth:`of` puts in place for the network they are for.
        """
        chosen = {"title", "shortened", "networks", "ratios", "seeds", "methods", "quick", "recipes"}
        unused = {
            f.name
            for f in dataclasses.fields(self)
            if f.metadata and getattr(self, f.name) in ({}, (), False, f.default)
        }
        return {name: value for name, value in dataclasses.asdict(self).items() if name not in chosen | unused}

    def digest(self) -> str:
        """SHA-256 of what is fixed, as canonical JSON."""
        return strict_json.digest(self.fixed())


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
    common = {part: _build(Recipe, data.pop(part, NOTHING), f"{path}: [{part}]") for part in PARTS}
    given, own = data.pop("weights", {}), data.pop("recipes", {})
    weights = {network: _build(Weights, one, f"{path}: [weights.{network}]") for network, one in given.items()}
    recipes = {network: _recipes(parts, f"{path}: [recipes.{network}") for network, parts in own.items()}
    found: Protocol = _build(Protocol, {**data, **common, "weights": weights, "recipes": recipes}, str(path))
    _check(found, path)
    return found


PARTS = ("dense", "tuning")
NOTHING = {"epochs": 0, "batch_size": 1, "learning_rate": 0.0}  # a part of training that a protocol leaves out


def _recipes(parts: dict[str, Any], where: str) -> dict[str, Recipe]:
    for part in parts:
        if part not in PARTS:
            raise UsageError(f"{where}.{part}]: a recipe is of `dense` or `tuning`")
    return {part: _build(Recipe, values, f"{where}.{part}]") for part, values in parts.items()}


def _check(found: Protocol, path: Path) -> None:
    if found.precision not in ("fp32", "bf16"):
        raise UsageError(f"{path}: `precision` is {found.precision!r}; write fp32 or bf16")
    if found.dense_networks and (found.dense_networks < 2 or not found.trains_dense or found.weights):
        raise UsageError(
            f"{path}: `dense_networks` is {found.dense_networks}; write how many of two or more [dense] trains for the "
            "seeds to share, or leave it out: each seed then trains its own"
        )
    strange = [network for network in found.recipes if network not in found.networks]
    if strange:
        near = nearest(strange[0], found.networks)
        hint = f"; did you mean `{near[0]}`?" if near else ""
        raise UsageError(f"{path}: [recipes.{strange[0]}] is of a network that `networks` does not list{hint}")
    without = [network for network in found.networks if network not in found.weights]
    if not found.trains_dense and without:
        raise UsageError(f"{path}: [dense] trains nothing and [weights.{without[0]}] is missing")


def _build(kind: Any, values: dict[str, Any], where: str) -> Any:
    fields = {one.name: one for one in dataclasses.fields(kind)}
    for name in values:
        if name not in fields:
            near = nearest(name, fields)
            raise UsageError(f"{where}: unknown key `{name}`" + (f"; did you mean `{near[0]}`?" if near else ""))
    for name, one in fields.items():
        if name not in values and one.default is one.default_factory is dataclasses.MISSING:
            raise UsageError(f"{where}: `{name}` is missing")
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()})
