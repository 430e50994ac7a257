"""What names mean: data sets, architectures, methods and venues, each with the spellings papers use."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

DatasetKind = Literal["dataset", "unknown"]
ArchitectureKind = Literal["network", "collection", "unknown"]
Structure = Literal["unstructured", "n:m", "block", "structured", "mixed", "dense"]
VenueKind = Literal["conference", "journal", "workshop", "preprint", "rejected"]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A data set; ``test_images`` is the size of the split that accuracies are reported on."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: DatasetKind = "dataset"
    task: str = ""
    test_images: int | None = None
    large: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Architecture:
    """A name that papers use for a network, or for several, or for none that can be identified."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: ArchitectureKind = "network"
    family: str = ""
    year: int | None = None
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Method:
    """A pruning method as one paper names it; ``printed`` lists that paper's words ('' for an unnamed one)."""

    key: str
    name: str
    paper: str
    printed: tuple[str, ...] = ("",)
    aliases: tuple[str, ...] = ()
    reimplements: str | None = None
    structure: Structure | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class MeasuredMethod:
    """A method as our runs name it; ``claims`` are the reported methods it is a re-run of, ``fidelity`` says how far.

    ``paper`` says in words where the method is described, which need not be a paper on record; ``former`` are names
    that older records call it by.
    """

    key: str
    name: str
    paper: str = ""
    claims: tuple[str, ...] = ()
    fidelity: str = ""
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Venue:
    """A place of publication; ``kind`` preprint and rejected are not peer-reviewed publication."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: VenueKind = "conference"
    bibtex: tuple[str, ...] = field(default=())  # words that identify the venue in a BibTeX entry
    note: str = ""

    @property
    def peer_reviewed(self) -> bool:
        return self.kind not in ("preprint", "rejected")
