"""What a header says its column is. Words only: no number's size is ever looked at, and a doubt stays a doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass

from leaderboard.adding.units import header_unit, only_unit, unit_of, usual_units
from leaderboard.records.vocabulary import COLUMNS

_TOP = re.compile(r"\btop[\s-]?@?\s*([15])\b|\b(?:acc|prec|err)?@?@([15])\b|\b(?:acc|prec|err)([15])\b", re.I)
_ERROR = re.compile(r"\berr(or)?s?\b", re.I)
_ACCURACY = re.compile(r"\bacc(uracy|uracies)?\b\.?", re.I)
_DROP = re.compile(r"\b(drop(ped)?|loss|degradation|decrease)\b", re.I)
_CHANGE = re.compile(r"[Δδ]|\b(delta|change|diff(erence)?|gain|increase|gap)\b|[↓↑]", re.I)
_DENSE = re.compile(r"\b(base(line)?|dense|original|orig|unpruned|before|pre-?trained)\b\.?", re.I)
_PARAMS = re.compile(r"\bparam(eter)?s?\b\.?|#\s*param", re.I)
_MACS = re.compile(r"\b[mgbt]?-?(macs?|mult-?adds?|madds?|multiply-?adds?)\b", re.I)
_FLOPS = re.compile(r"\b[mgbt]?-?(flops?|operations|ops)\b", re.I)
_REMOVED = re.compile(r"\b(removed|reduction|reduced|reduce|saved|savings?|drop(ped)?|decrease)\b", re.I)
_KEPT = re.compile(r"\b(kept|remaining|remained?|left|retained|retention|preserved)\b", re.I)
_RATIO = re.compile(r"\b(compression|compress|cr)\b", re.I)
_SPEEDUP = re.compile(r"\bspeed-?\s?ups?\b|\bacceleration\b", re.I)
_MEASURED = re.compile(r"\b(measured|latency|gpu|cpu|wall(-clock)?|real|realistic|actual|inference|practical)\b", re.I)
_THEORETICAL = re.compile(r"\b(theoretical|flops?|macs?)\b", re.I)
_READ_BELOW = ("accuracy", "params", "macs", "flops", "map")  # names of columns that papers use for several
_TEXT = (
    ("method", re.compile(r"(pruning )?(methods?|approach|algorithms?|technique)", re.I)),
    ("dataset", re.compile(r"data ?sets?|data", re.I)),
    ("architecture", re.compile(r"networks?|arch(itecture)?s?\.?|backbones?|models?|nets?", re.I)),
    ("variant", re.compile(r"variants?|settings?|configurations?", re.I)),
)


@dataclass(frozen=True, slots=True)
class Guess:
    """What a header may mean. One ``target`` with ``sure`` is used; anything else has to be asked.

    A target is ``name`` or ``name:unit`` where the name is a column, ``baseline.<column>``, or what a text is
    (method, variant, dataset, architecture). ``why`` completes "the header …".
    """

    targets: tuple[str, ...]
    why: str
    sure: bool = False


def guess(header: str, suffix: str = "") -> Guess:
    """Read a header; ``suffix`` is what all numbers under it end in, if they all do."""
    name = header.strip()
    stated = header_unit(name)
    unit = suffix or (stated.suffix if stated else "")
    for read in (_text, _vocabulary, _speedup, _compression, _sparsity, _cost, _accuracy, _others):
        found = read(name, unit)
        if found is not None:
            return found
    return Guess((), "has no word this program knows")


def _text(name: str, unit: str) -> Guess | None:
    for target, pattern in _TEXT:
        if pattern.fullmatch(name):
            return Guess((target,), f"says {name.casefold()}", sure=True)
    return None


def _vocabulary(name: str, unit: str) -> Guess | None:
    """A header that is a column's own name, so that a table exported from here can be read again."""
    word = re.sub(r"\s*[(\[].*[)\]]\s*", "", name).strip().casefold()
    word = re.sub(r"[\s-]+", "_", word)
    if word not in COLUMNS or word in _READ_BELOW:
        return None
    if word == "compression_ratio" and "_" not in name:
        return None  # in words, papers also call a share so
    return _of(word, unit, f"is the name of the column {word}")


def _of(column: str, unit: str, why: str, *, sure: bool = True) -> Guess:
    """A column with its unit; without one that is known, each unit is a possibility."""
    bare = column.removeprefix("baseline.")
    known = unit_of(bare, unit) or (only_unit(bare) if not unit or unit == "x" else None)
    if known is None:
        if unit:
            return Guess((), f"{why}, which cannot be in {unit}")
        return Guess(tuple(f"{column}:{one}" for one in usual_units(bare)), f"{why}, but states no unit")
    words = {"%": " and %", "x": " and a ratio"}.get(unit, f" and {unit}" if unit else "")
    return Guess((f"{column}:{known}",), f"{why}{words}", sure=sure)


def _speedup(name: str, unit: str) -> Guess | None:
    if not _SPEEDUP.search(name) or unit == "%":
        return (
            Guess((), "speaks of a speed-up in percent: time saved or rate gained") if _SPEEDUP.search(name) else None
        )
    if _MEASURED.search(name):
        return _of("measured_speedup", "x", "says measured speed-up")
    if _THEORETICAL.search(name):
        return _of("theoretical_speedup", "x", "says speed-up in operations")
    return Guess(
        ("theoretical_speedup:ratio", "measured_speedup:ratio"), "does not say whether it was measured or counted"
    )


def _compression(name: str, unit: str) -> Guess | None:
    if not _RATIO.search(name):
        return None
    if unit == "x":
        return _of("compression_ratio", "x", "says compression")
    if unit == "%":
        return Guess(("params_removed:percent", "params_kept:percent"), "does not say whether that is removed or kept")
    return Guess(("compression_ratio:ratio",), "says compression, which may be old over new or a share")


def _sparsity(name: str, unit: str) -> Guess | None:
    return _of("sparsity", unit, "says sparsity") if re.search(r"\bsparsity\b", name, re.I) else None


def _cost(name: str, unit: str) -> Guess | None:
    kinds = [k for k, p in (("params", _PARAMS), ("macs", _MACS), ("flops", _FLOPS)) if p.search(name)]
    if not kinds:
        return None
    kind, words = kinds[0], {"params": "parameters", "macs": "multiply-adds", "flops": "operations"}[kinds[0]]
    if len(kinds) > 1:
        return Guess((), f"names {' and '.join(kinds)} at once")
    prefix = "baseline." if _DENSE.search(name) else ""
    removed, kept = _REMOVED.search(name), _KEPT.search(name)
    if unit == "x":
        target = "compression_ratio" if kind == "params" else "theoretical_speedup"
        return _of(target, "x", f"says {words}", sure=bool(removed))
    if (removed or kept) and unit in ("%", ""):
        share = removed or kept
        assert share is not None
        return _of(f"{kind}_{'removed' if removed else 'kept'}", unit, f"says {words} and {share[0].casefold()}")
    if unit == "%":
        both = (f"{kind}_removed:percent", f"{kind}_kept:percent")
        return Guess(both, f"says {words} in percent, but not whether removed or kept")
    if unit == "" or _CHANGE.search(name) or removed or kept:
        units = [f"{prefix}{kind}:{one}" for one in usual_units(kind)]
        shares = [f"{kind}_removed:percent", f"{kind}_kept:percent"]
        return Guess((*units, *shares), f"says {words}, but not in which unit, nor whether it is a share")
    return _of(f"{prefix}{kind}", unit, f"says {words}")


def _accuracy(name: str, unit: str) -> Guess | None:
    top = _TOP.search(name)
    error, plain = _ERROR.search(name), _ACCURACY.search(name)
    if not (top or error or plain):
        return None
    digit = next((d for d in top.groups() if d), "1") if top else ""
    prefix = "baseline." if _DENSE.search(name) else ""
    said = f"says top-{digit}" if digit else f"says {'error' if error else 'accuracy'}"
    names = [f"top{digit}"] if digit else ["top1", "top5"]
    if _CHANGE.search(name):
        only_arrow = not re.sub(r"[↓↑]", "", _CHANGE.search(name)[0])  # type: ignore[index]
        itself = tuple(f"{prefix}{n}:percent" for n in names) if only_arrow else ()
        targets = (*itself, *(f"{n}_{way}:percent" for n in names for way in ("delta", "drop")))
        if only_arrow:
            return Guess(targets, f"{said} and an arrow: which way is better, or a change")
        return Guess(targets, f"{said}, but not whether it is pruned minus dense or dense minus pruned")
    if drop := _DROP.search(name):
        name, said = "drop", f"{said} and {drop[0].casefold()}"
    ending = "_drop" if name == "drop" else "_error" if error else ""
    if name == "drop":
        prefix = ""
    if not digit:
        known = unit_of("top1", unit) or "percent"
        other = (f"{prefix}accuracy{ending}:{known}",) if not error and "accuracy" in COLUMNS else ()
        targets = (*(f"{prefix}{n}{ending}:{known}" for n in names), *other)
        return Guess(targets, f"{said}, but not top-1 or top-5")
    return _of(f"{prefix}{names[0]}{ending}", unit, f"{said}{' error' if error else ''}")


def _others(name: str, unit: str) -> Guess | None:
    for column, pattern in (
        ("latency", r"latency|inference time|run ?time"),
        ("perplexity", r"perplexity|ppl"),
        ("map", r"map|mean average precision"),
        ("trials", r"trials|seeds|runs|repeats"),
    ):
        if re.search(rf"\b({pattern})\b", name, re.I):
            return _of(column, unit, f"says {column}")
    return None
