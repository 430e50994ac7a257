"""Measured records: read as written or refused, joined by card, put together by seed, shown."""

from __future__ import annotations

import copy
import json
import os
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

import pytest

from leaderboard.analysis.analysed import Analysed
from leaderboard.analysis.measured import campaigns, join_counts
from leaderboard.build import build
from leaderboard.catalogue import load_catalogue
from leaderboard.errors import DataError
from leaderboard.records.held_equal import read_protocols
from leaderboard.records.measured import read_runs, settings_id
from leaderboard.records.model import Workspace
from leaderboard.render.exports.measured import gaps_table, runs_table
from leaderboard.store.corpus import Corpus, RunView, read_corpus
from leaderboard.store.database import database_url, open_database
from tests.site.conftest import PAPER, write_workspace

CATALOGUE = {
    "cards.toml": """[[card]]
key = "resnet-56-invented"
board = "resnet-56"
name = "ResNet-56 (invented)"
family = "ResNet"
dataset = "cifar-10"
input = [3, 32, 32]
classes = 10
source = "invented"
describes = "An invented network."
cost = { params = 9, params_conv = 9, params_linear = 0, params_norm = 0, params_other = 0, params_without_norm = 9, \
params_classifier = 0, macs = 9, macs_conv = 9, macs_linear = 0, macs_attention = 0 }
"""
}


def record(seed: int = 0, correct: int = 80, **settings: Any) -> dict[str, Any]:
    """An invented run on 100 images whose dense network has 90 right."""
    found = {
        "protocol": "invented-v1",
        "protocol_version": 1,
        "fixed": "0",
        "dataset": "cifar-10",
        "network": "resnet-56-invented",
        "axes": {"structure": "weight", "scoring": "magnitude"},
        "ratio": 4.0,
        "seed": seed,
        **settings,
    }

    def test(right: int) -> dict[str, Any]:
        return {
            "images": 100,
            "top1_correct": right,
            "top5_correct": 99,
            "top1": float(right),
            "top5": 99.0,
            "loss": 1.0,
        }

    numbers = {"compression_ratio": 4.0, "theoretical_speedup": 3.0, "params": 9, "params_left": 3, "macs": 9}
    return {
        "schema": 1,
        "id": settings_id(found),
        "settings": found,
        "method": "invented-method",
        "outcome": "finished",
        "dense": {"sha256": "0", "test": test(90)},
        "pruned": {"test": test(50)},
        "tuned": {"test": test(correct), "test_of_best_validation_epoch": 81.0, "history": {"epoch": [0]}},
        "metrics": {**numbers, "macs_left": 3, "bytes_bitmask": 2048},
        "environment": {"device": "cpu", "device_name": "x", "threads": 1, "torch": "0", "python": "0"},
        "code": {"commit": "abc"},
        "seconds": {"total": 1.0},
    }


def workspace(folder: Path, *records: dict[str, Any]) -> Workspace:
    write_workspace(folder, {"one": PAPER}, CATALOGUE)
    (folder / "measured_results" / "invented-v1").mkdir(parents=True)
    for one in records:
        path = folder / "measured_results" / "invented-v1" / f"{one['id']}.json"
        path.write_text(json.dumps(one), encoding="utf-8")
    return Workspace(folder)


def built(found: Workspace) -> tuple[Path, Corpus, list[str]]:
    out = found.root / "site"
    url = database_url(None, found.root / "x.sqlite")
    summary = build(found, out, url, lambda line: None)
    with open_database(url).connect() as connection:
        return out, read_corpus(connection), summary.lines


def test_seeds_are_put_together_with_their_spread(tmp_path: Path) -> None:
    """The change is against the dense network of the same seed; the deviation has n - 1 below."""
    _, corpus, lines = built(workspace(tmp_path, record(0, 80), record(1, 84), record(2, 85)))
    (campaign,) = campaigns(corpus.runs)
    (point,) = campaign.points

    assert (point.change, len(point.runs)) == (pytest.approx(fmean([-10, -6, -5])), 3)
    assert point.spread == pytest.approx(stdev([-10, -6, -5]))
    assert any("3 measured runs (3 finished)" in line for line in lines)


def test_protocols_and_versions_are_never_averaged(tmp_path: Path) -> None:
    _, corpus, _ = built(workspace(tmp_path, record(0), record(1, protocol_version=2), record(2, protocol="other-v1")))

    assert [(c.protocol, c.version, c.runs) for c in campaigns(corpus.runs)] == [
        ("invented-v1", 1, 1),
        ("invented-v1", 2, 1),
        ("other-v1", 1, 1),
    ]


def test_pages_show_runs_and_boards_lead_to_them(tmp_path: Path) -> None:
    out, _, _ = built(workspace(tmp_path, record(0, 80), record(1, 84)))
    page = (out / "measured" / "invented-v1--resnet-56-invented.html").read_text("utf-8")
    assert "−8.00" in page and "± 2.83 (2)" in page
    board = (out / "board" / "cifar-10--resnet-56.html").read_text("utf-8")
    assert "../measured/invented-v1--resnet-56-invented.html" in board
    runs = (out / "run" / "invented-v1--resnet-56-invented--invented-method.html").read_text("utf-8")
    assert "leaderboard run sweep invented-v1 --methods invented-method" in runs


@pytest.mark.parametrize(
    ("schedule", "left", "shown"), [("one-shot", False, True), ("gradual", False, False), ("gradual", True, True)]
)
def test_the_epoch_that_validation_chose_is_one_of_the_network_as_it_was_left(
    tmp_path: Path, schedule: str, left: bool, shown: bool
) -> None:
    """Where pruning goes on in tuning, a record that does not say how much was left by then may name a bigger one's."""
    one = record()
    one["settings"]["axes"]["schedule"] = schedule
    one["id"] = settings_id(one["settings"])
    if left:
        one["tuned"]["history"]["left"] = [3]
    out, _, _ = built(workspace(tmp_path, one))
    runs = (out / "run" / "invented-v1--resnet-56-invented--invented-method.html").read_text("utf-8")

    assert ("81.00" in runs) == shown


def timed(speedup: float) -> dict[str, Any]:
    """Passes of an invented device at two batch sizes, and one that did not fit."""
    one = {"median_ms": 3.0, "quartile_range_ms": 0.25, "passes": 21}
    two = {**one, "median_ms": 1234.5}
    return {
        "16": {"dense": one, "pruned": one, "speedup": 1.0},
        "256": {"dense": two, "pruned": one, "speedup": speedup},
        "1024": {"not_measured": "out of memory"},
    }


@pytest.mark.parametrize(("seeds", "said", "bars"), [((10,), "seed 10: 1 run", False), ((0, 1), "seeds 0, 1:", True)])
def test_the_key_of_a_chart_names_what_it_has(tmp_path: Path, seeds: tuple[int, ...], said: str, bars: bool) -> None:
    """Intervals where there are several seeds; grey where not every method has a colour."""
    out, _, _ = built(workspace(tmp_path, *map(record, seeds)))
    page = (out / "measured" / "invented-v1--resnet-56-invented.html").read_text("utf-8")

    assert said in page and ("Bars, on marks in colour" in page) == bars
    assert "the others are grey" not in page


def test_times_of_passes_stand_beside_what_multiply_adds_promise(tmp_path: Path) -> None:
    """The speedup is that of the largest batch that fitted, the mean over seeds; every batch is on the runs' page."""
    runs = [{**record(seed), "latency": timed(1.5 + seed)} for seed in range(2)]
    out, corpus, _ = built(workspace(tmp_path, *runs))
    (campaign,) = campaigns(corpus.runs)

    assert [run.measured_speedup for run in sorted(corpus.runs, key=lambda run: run.seed)] == [1.5, 2.5]
    assert campaign.points[0].timed == 2.0
    assert list(runs_table(Analysed(corpus)).frame()["measured_speedup"].sort_values()) == [1.5, 2.5]
    page = (out / "measured" / "invented-v1--resnet-56-invented.html").read_text("utf-8")
    assert "2.00× of 3.00×" in page and "Change of top-1 against measured speedup" in page
    page = (out / "run" / "invented-v1--resnet-56-invented--invented-method.html").read_text("utf-8")
    rows = [re.findall(r'<td class="n">(.*?)</td>', row) for row in page.partition('id="times"')[2].split("<tr>")[2:]]
    assert rows == [
        ["4×", seed, *cells, "3.00×"]
        for seed, speedup in (("0", "1.50×"), ("1", "2.50×"))
        for cells in (
            ("16", "3.00 (0.25)", "3.00 (0.25)", "1.00×"),
            ("256", "1,234 (0.25)", "3.00 (0.25)", speedup),
            ("1,024", "–", "–", "out of memory"),
        )
    ]


def test_nothing_is_said_of_time_where_none_was_taken(tmp_path: Path) -> None:
    out, corpus, _ = built(workspace(tmp_path, record(0)))

    assert [run.measured_speedup for run in corpus.runs] == [None]
    for page in (
        "measured/invented-v1--resnet-56-invented.html",
        "run/invented-v1--resnet-56-invented--invented-method.html",
        "board/cifar-10--resnet-56.html",
    ):
        assert "easured speedup" not in (out / page).read_text("utf-8"), page


def test_a_speedup_that_is_no_number_is_refused(tmp_path: Path) -> None:
    found = workspace(tmp_path, {**record(0), "latency": timed(float("nan"))})
    runs, problems = read_runs(found)

    assert runs == [] and "nan is not a finite number" in problems[0].message


def test_the_best_at_a_ratio_is_the_best_of_several(tmp_path: Path) -> None:
    """At 8x only the worse method was run: its mean is no best, and bold nowhere."""
    worse = [{**record(seed, 86, ratio=ratio), "method": "worse"} for seed, ratio in ((10, 4.0), (10, 8.0))]
    out, corpus, _ = built(workspace(tmp_path, {**record(11, 88), "method": "better"}, *worse))
    (campaign,) = campaigns(corpus.runs)

    assert {target: p.method for target, p in campaign.best.items()} == {4.0: "better"}
    page = (out / "measured" / "invented-v1--resnet-56-invented.html").read_text("utf-8")
    assert page.partition("<tbody>")[2].partition("</tbody>")[0].count("<b>") == 1


def test_methods_that_collapse_leave_room_for_the_others(tmp_path: Path) -> None:
    """Four methods lose 4 points, one falls to chance: its mark is on the lower edge, with a note of its number."""
    good = [{**record(seed, 86), "method": f"m{i}"} for i, seed in enumerate(range(10, 14))]
    out, _, _ = built(workspace(tmp_path, *good, {**record(20, 10), "method": "fallen"}))
    page = (out / "measured" / "invented-v1--resnet-56-invented.html").read_text("utf-8")

    assert page.count("1 mark below the frame, on its lower edge with an arrow: −80.00 at 4.00×.") == 1
    assert page.count("1 mark below the frame, on its lower edge with an arrow: −80.00 at 3.00×.") == 1
    assert "−80.00" in page.partition("<tbody>")[2]


def test_runs_without_a_card_are_named_and_set_aside(tmp_path: Path) -> None:
    """Nothing is joined by guess, nothing is lost in silence."""
    out, corpus, lines = built(workspace(tmp_path, record(0), record(1, network="nobody-knows")))

    assert [run.network for run in corpus.runs] == ["resnet-56-invented"]
    assert any("1 measured runs without a card" in line and "nobody-knows on cifar-10" in line for line in lines)
    page = (out / "measured.html").read_text("utf-8")
    assert "no card has the key nobody-knows" in page and "invented-method" in page  # and the method is in no catalogue
    (lost,) = corpus.unmatched
    assert lost.file in page


MEASURED_METHODS = """
[[measured_method]]
key = "invented-method"
name = "Invented, run again"
claims = ["{claim}"]
fidelity = "All of it is invented."
"""


def test_a_measured_method_stands_beside_what_it_re_runs(tmp_path: Path) -> None:
    """Filled marks on the board, a section on the reported method's page, the page of claims, and back."""
    found = workspace(tmp_path, *(record(seed, 85 + seed, ratio=r) for seed in range(3) for r in (2.0, 4.0)))
    claim = next(iter(load_catalogue(found)[0].methods))
    entry = "schema = 1\n" + MEASURED_METHODS.format(claim=claim)
    (found.catalogue / "measured_methods.toml").write_text(entry, encoding="utf-8")
    out, corpus, lines = built(found)

    assert any("6 measured runs to reported methods" in line for line in lines)
    board = (out / "board" / "cifar-10--resnet-56.html").read_text("utf-8")
    assert 'class="s c0 filled"' in board and "Invented, run again" in board
    assert "−4.00 ± 1.00 (3)" in board
    pages = {path.name: path.read_text("utf-8") for path in (out / "method").glob("*.html")}
    assert any("Measured here" in text and "All of it is invented." in text for text in pages.values())
    runs = next((out / "run").glob("*.html")).read_text("utf-8")
    assert "A re-run of" in runs and "../method/" in runs
    gap = (out / "gap.html").read_text("utf-8")
    assert ("Invented, run again" in gap and "quoted there" not in gap) or not corpus.results


def test_a_renamed_method_keeps_its_runs_on_the_site(tmp_path: Path) -> None:
    """Records are never edited: the entry names what older ones call it, and seeds of both names are one method."""
    newer = {**record(1), "method": "newer-name"}
    found = workspace(tmp_path, record(0), newer)
    entry = 'schema = 1\n[[measured_method]]\nkey = "newer-name"\nname = "Newer"\nformer = ["invented-method"]\n'
    (found.catalogue / "measured_methods.toml").write_text(entry, encoding="utf-8")
    out, corpus, _ = built(found)

    (campaign,) = campaigns(corpus.runs)
    assert campaign.methods == ("newer-name",) and [p.n for p in campaign.points] == [2]
    assert not (out / "run" / "invented-v1--resnet-56-invented--invented-method.html").exists()


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        (
            '[[measured_method]]\nkey = "a"\nname = "A"\n[[measured_method]]\nkey = "b"\nname = "B"\nformer = ["a"]\n',
            "'a' already names `a`",
            "one spelling",
        ),
        (MEASURED_METHODS.format(claim="zzz"), "no such method: `zzz`", "name a key of methods.toml"),
        (MEASURED_METHODS.replace("{claim}", "one") * 2, "is taken|already names", ""),
        (
            '[[measured_method]]\nkey = "a"\nname = "A"\nclaim = ["x"]\n',
            "unknown key `claim`",
            "did you mean `claims`?",
        ),
        ('[[measured_method]]\nkey = "a"\n', "missing", "every entry needs it"),
        ('[[measured_method]]\nkey = ""\nname = "A"\n', "empty", "joined with nothing"),
        (MEASURED_METHODS.format(claim='one", "one'), "`one` is claimed twice", "once is enough"),
        (
            MEASURED_METHODS.format(claim="one").replace("fidelity", "paper"),
            "claims without `fidelity`",
            "what is the same",
        ),
        (
            '[[measured_methods]]\nkey = "a"\n',
            "unknown table `measured_methods`",
            "entries of this file are [[measured_m",
        ),
    ],
)
def test_wrong_entries_are_refused_by_file_and_field(tmp_path: Path, text: str, message: str, remedy: str) -> None:
    found = workspace(tmp_path)
    (found.catalogue / "measured_methods.toml").write_text("schema = 1\n" + text, encoding="utf-8")
    problems = load_catalogue(found)[1]

    assert any(re.search(message, p.message) and remedy in p.remedy for p in problems), problems
    assert all(p.file.endswith("measured_methods.toml") and p.line > 1 for p in problems)


def test_a_wrong_claim_is_pointed_at(tmp_path: Path) -> None:
    """By line and column of the word, in the second entry."""
    found = workspace(tmp_path)
    first = MEASURED_METHODS.replace("{claim}", next(iter(load_catalogue(found)[0].methods)))
    second = (
        first.replace("invented-method", "other")
        .replace("Invented, run", "Run")
        .replace('claims = ["', 'claims = ["zzz", "')
    )
    (found.catalogue / "measured_methods.toml").write_text("schema = 1\n" + first + second, encoding="utf-8")
    (problem,) = load_catalogue(found)[1]

    assert (problem.line, problem.column, problem.message) == (12, 11, "no such method: `zzz`")
    assert problem.field == "measured_method.other.claims"


Spoil = Callable[[dict[str, Any]], None]


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (lambda r: r["settings"].update(seed=9), "not the digest of its settings"),
        (lambda r: r["tuned"]["test"].update(top1=99.0), "is not 80 of 100 images"),
        (lambda r: r.update(outcome="fine"), "outcome 'fine'"),
        (lambda r: r.update(schema=2), "schema 2 is not 1"),
        (lambda r: r.pop("tuned"), "`tuned` is missing"),
        (lambda r: r["metrics"].update(compression_ratio=float("inf")), "not a finite number"),
    ],
)
def test_an_altered_record_stops_the_build(tmp_path: Path, spoil: Spoil, word: str) -> None:
    """With the file and what to do; the digest in the name says what was written."""
    bad = copy.deepcopy(record())
    spoil(bad)
    found = workspace(tmp_path, bad)
    _, problems = read_runs(found)
    assert word in problems[0].message and problems[0].remedy and problems[0].file.endswith(f"{bad['id']}.json")
    with pytest.raises(DataError, match="measured records"):
        build(found, tmp_path / "site", database_url(None, tmp_path / "x.sqlite"), lambda line: None)


def test_a_cut_record_is_named(tmp_path: Path) -> None:
    found = workspace(tmp_path, record())
    path = next(found.measured.rglob("*.json"))
    path.write_bytes(path.read_bytes()[:100])

    assert "cannot be read as a measured record" in read_runs(found)[1][0].message


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda text: text.replace('"seed"', '"seed": 9, "seed"', 1), "`seed` stands twice in one object"),
        (lambda text: "[" * 100_000, "cannot be read as a measured record"),
        (lambda text: text + " " * 5_000_000, "larger than 4 MiB"),
        (None, "a pipe, not a file"),
    ],
)
def test_a_record_that_would_mislead_the_reader_is_refused(
    tmp_path: Path, spoil: Callable[[str], str] | None, words: str
) -> None:
    """A key twice, of which the last would count; nesting without end; what never ends to read."""
    found = workspace(tmp_path, record())
    path = next(found.measured.rglob("*.json"))
    text = path.read_text()
    if spoil is None:
        path.unlink()
        os.mkfifo(path)
    else:
        path.write_text(spoil(text))
    (problem,) = read_runs(found)[1]

    assert words in problem.message and problem.remedy and problem.file.endswith(path.name)


@pytest.mark.parametrize("outcome", ["failed", "stopped"])
def test_failed_runs_are_counted_and_in_no_point(tmp_path: Path, outcome: str) -> None:
    failed = {**record(1), "outcome": outcome, "error": {"message": "the loss is nan"}}
    for part in ("tuned", "pruned", "dense", "metrics"):
        failed.pop(part)
    out, corpus, lines = built(workspace(tmp_path, record(0), failed))
    (campaign,) = campaigns(corpus.runs)

    assert (campaign.runs, [run.seed for run in campaign.failed]) == (1, [1])
    counts = ", ".join(sorted([f"1 {outcome}", "1 finished"], key=lambda words: words[2:]))
    assert any(counts in line for line in lines)
    assert f"Failed: <code>{campaign.failed[0].file}</code>" in (out / "measured.html").read_text("utf-8")


def test_failed_runs_alone_make_a_site(tmp_path: Path) -> None:
    """A campaign without a finished run has a page that lists its failures, and nothing on its board."""
    failed = {**record(1), "outcome": "failed", "error": {"message": "the loss is nan"}}
    for part in ("tuned", "pruned", "dense", "metrics"):
        failed.pop(part)
    out, _, _ = built(workspace(tmp_path, failed))

    assert "Failed runs" in (out / "measured" / "invented-v1--resnet-56-invented.html").read_text("utf-8")
    assert 'id="measured"' not in (out / "board" / "cifar-10--resnet-56.html").read_text("utf-8")


def test_blanks_match_nothing(tmp_path: Path) -> None:
    """Neither a card, nor an entry: a run that names no network and one that names no method are listed."""
    _, corpus, _ = built(workspace(tmp_path, record(0, network=""), {**record(1), "method": ""}))

    assert [run.reason for run in corpus.unmatched] == ["it names no network or no data set"]
    assert join_counts(corpus).nameless == {"": 1}


def test_the_committed_runs_are_whole(committed_runs: tuple[RunView, ...]) -> None:
    """digits-v1 and mnist-v1: every method that applies, five ratios (N:M: four), three seeds, and on LeNet-300-100 SET
    at two more that papers claim something at; digits-weights-v1: 14 methods and the dense network, three ratios, three
    seeds from each of five dense networks; cifar10-short-v1: six methods; cifar10-oneshot-v1: both networks alike;
    cifar10-latency-v1: five methods, all timed. Two failed.
    """
    digits = [run for run in committed_runs if run.protocol == "digits-v1"]

    assert len(digits) == 1254 and {run.outcome for run in digits} == {"finished"}
    assert {run.seed for run in digits} == {0, 1, 2} and not any(c.split for c in campaigns(digits))
    lenet = [r for r in committed_runs if (r.protocol, r.network) == ("mnist-v1", "lenet-300-100-mnist")]
    assert len(lenet) == 612 + 6 and {run.outcome for run in lenet} == {"finished"}
    assert not any(c.split for c in campaigns(lenet))
    caffe = [r for r in committed_runs if (r.protocol, r.network) == ("mnist-v1", "lenet-5-caffe-mnist")]
    assert not any(c.split for c in campaigns(caffe))
    failed = sorted((run.method, run.ratio, run.seed) for run in caffe if run.outcome != "finished")
    assert failed == [
        ("grasp", 2.0, 0),
        ("grasp", 2.0, 1),
    ]  # the loss of what it leaves is no number after an epoch at this rate
    assert all(seeds == {0, 1, 2} for seeds in _by(caffe).values())
    ratios = Counter(method for method, _ in _by(caffe))
    assert len(ratios) == 39
    assert {m: n for m, n in ratios.items() if n != 5} == {"dense": 1, "n-m-magnitude": 4, "sr-ste": 4}
    short = [run for run in committed_runs if run.protocol == "cifar10-short-v1"]
    assert {run.outcome for run in short} == {"finished"}
    assert len(_by(short)) == 6 * 5 and all(seeds == {0, 1, 2} for seeds in _by(short).values())
    oneshot = campaigns(run for run in committed_runs if run.protocol == "cifar10-oneshot-v1")
    assert [(len(c.methods), c.runs, c.failed) for c in oneshot] == [(26, 264, ())] * 2
    timed = campaigns(run for run in committed_runs if run.protocol == "cifar10-latency-v1")
    assert [(c.network, c.runs, c.failed, len(c.points)) for c in timed] == [
        (f"resnet-{depth}-cifar10", 23, (), 23) for depth in (20, 56)
    ]
    assert all(p.timed is not None for c in timed for p in c.points)
    crossed = campaigns(run for run in committed_runs if run.protocol == "digits-weights-v1")
    assert [(c.runs, len(c.dense), c.crossed, c.split) for c in crossed] == [(15 + 14 * 3 * 15, 5, True, ())] * 2


def _by(runs: list[RunView]) -> dict[tuple[str, float], set[int]]:
    """The seeds of every method and ratio."""
    found: dict[tuple[str, float], set[int]] = {}
    for run in runs:
        found.setdefault((run.method, run.ratio), set()).add(run.seed)
    return found


@pytest.fixture(scope="module")
def committed_runs(checkout: Workspace) -> tuple[RunView, ...]:
    runs, problems = read_runs(checkout)
    assert problems == []
    fields = RunView.__dataclass_fields__
    return tuple(RunView(**{name: getattr(run, name, "") for name in fields}) for run in runs)


def test_runs_are_exported(tmp_path: Path) -> None:
    """One row a run, with the change against its own seed's dense network."""
    _, corpus, _ = built(workspace(tmp_path, record(0, 80), record(1, 84)))
    frame = runs_table(Analysed(corpus)).frame()

    assert list(frame["change"].round(6)) in ([-10.0, -6.0], [-6.0, -10.0])
    assert set(frame["seed"]) == {0, 1} and list(frame["compression_ratio"]) == [4.0, 4.0]


def test_a_run_is_joined_once_whatever_its_method_claims(tmp_path: Path) -> None:
    """Many runs to one board and one entry: the parts of each join add up to the runs, two claims multiply nothing."""
    found = workspace(tmp_path, record(0), record(1), {**record(2), "method": "nobody-knows"})
    first = next(iter(load_catalogue(found)[0].methods))
    methods = found.catalogue / "methods.toml"
    paper = f'paper = "{load_catalogue(found)[0].methods[first].paper}"'
    second = f'\n[[method]]\nkey = "second"\nname = "Second"\n{paper}\nprinted = ["second"]\n'
    methods.write_text(methods.read_text("utf-8") + second, encoding="utf-8")
    entry = MEASURED_METHODS.format(claim=f'{first}", "second')
    (found.catalogue / "measured_methods.toml").write_text("schema = 1\n" + entry, encoding="utf-8")
    out, corpus, lines = built(found)
    counts = join_counts(corpus)

    assert corpus.counterparts["invented-method"].claims == (first, "second")
    assert (len(corpus.runs), counts.runs, counts.on_boards, counts.claimed, counts.unclaimed) == (3, 3, 3, 2, 0)
    assert counts.nameless == {"nobody-knows": 1} and counts.boardless == {}
    assert any("1 without an entry in the catalogue: nobody-knows" in line for line in lines)
    assert "No catalogue entry: nobody-knows" in (out / "measured.html").read_text("utf-8")


def test_networks_that_no_paper_reports_on_are_listed(tmp_path: Path) -> None:
    """They have pages of their own and no board; the build and the page say so."""
    found = workspace(tmp_path, record(0))
    cards = found.catalogue / "cards.toml"
    other = (
        CATALOGUE["cards.toml"].replace("resnet-56-invented", "lonely").replace('board = "resnet-56"', 'board = "x"')
    )
    cards.write_text(cards.read_text("utf-8") + other.replace("ResNet-56 (invented)", "Lonely"), encoding="utf-8")
    architectures = found.catalogue / "architectures.toml"
    entry = '\n[[architecture]]\nkey = "x"\nname = "X"\n'
    architectures.write_text(architectures.read_text("utf-8") + entry, encoding="utf-8")
    lonely = record(0, network="lonely")
    path = found.measured / "invented-v1" / f"{lonely['id']}.json"
    path.write_text(json.dumps(lonely), encoding="utf-8")
    out, corpus, lines = built(found)

    assert join_counts(corpus).boardless == {"lonely": 1}
    assert any("1 measured runs to boards, 1 to networks that no paper reports on" in line for line in lines)
    page = (out / "measured.html").read_text("utf-8")
    assert re.search(r"No board: no paper on record reports on the network of <a [^>]*>Lonely under invented-v1", page)


def test_the_same_run_in_two_folders_is_refused(tmp_path: Path) -> None:
    found = workspace(tmp_path, record())
    path = next(found.measured.rglob("*.json"))
    (found.measured / "copy").mkdir()
    (found.measured / "copy" / path.name).write_bytes(path.read_bytes())
    (problem,) = read_runs(found)[1]

    assert "the same run as measured_results/copy/" in problem.message and problem.remedy == "delete one of the two"


@pytest.mark.parametrize(
    ("other", "differing"),
    [({"axes": {"structure": "block", "scoring": "magnitude"}}, "`axes`"), ({"extra": "1"}, "`extra`")],
)
def test_two_experiments_that_would_pass_for_seeds_of_one_are_refused(
    tmp_path: Path, other: dict[str, Any], differing: str
) -> None:
    """Both files, what is not alike, and what to do; failed runs are in no point and do not matter."""
    first, second = record(), record(**other)
    found = workspace(tmp_path, first, second)
    runs, (problem,) = read_runs(found)

    one, two = sorted(f"measured_results/invented-v1/{each['id']}.json" for each in (first, second))
    assert (runs, problem.file) == ([], two)
    assert problem.message == f"the same protocol, method, ratio and seed as {one}, but other {differing}"
    assert "delete the outdated one" in problem.remedy and "another version" in problem.remedy
    (found.root / two).unlink()
    (found.root / one).write_text(json.dumps(first), encoding="utf-8")
    (found.root / one).rename(found.measured / "invented-v1" / f"{first['id']}.json")
    failed = {**second, "outcome": "failed", "error": {"message": "the loss is nan"}}
    (found.measured / "invented-v1" / f"{second['id']}.json").write_text(json.dumps(failed), encoding="utf-8")
    assert read_runs(found)[1] == []


def test_other_things_held_equal_are_another_protocol(tmp_path: Path) -> None:
    """Even for another method: on one page and in one chart it would look like the same experiment."""
    other = {**record(seed=1, fixed="1"), "method": "another-method"}
    (problem,) = read_runs(workspace(tmp_path, record(), other))[1]

    assert "other things were held equal" in problem.message and "another version" in problem.remedy


HELD: dict[str, Any] = {
    "dense": {
        "epochs": 30, "batch_size": 64, "learning_rate": 0.1, "momentum": 0.9, "weight_decay": 0.0005,
        "nesterov": True, "schedule": "step", "milestones": [10, 20], "gamma": 0.1,
    },
    "tuning": {
        "epochs": 0, "batch_size": 1, "learning_rate": 0.0, "momentum": 0.9, "weight_decay": 0.0, "nesterov": False,
        "schedule": "constant", "milestones": [], "gamma": 0.1,
    },
    "rewind_epoch": 3, "calibration_images": 1024, "calibration_batch": 64, "head": False, "threads": 1,
}  # fmt: skip


def hold(found: Workspace, **more: Any) -> Path:
    """Write what the invented protocol held equal; its file."""
    what = {"title": "Invented <protocol>", "shortened": False, "fixed": HELD, **more}
    path = found.measured / "invented-v1" / "protocol" / f"{settings_id(what['fixed'])}.json"
    path.parent.mkdir()
    path.write_text(json.dumps(what), encoding="utf-8")
    return path


def test_pages_say_what_was_held_equal(tmp_path: Path) -> None:
    """In words, from the file that the digest in the records names; the command asks for what a sweep needs."""
    found = workspace(tmp_path, record(fixed=settings_id(HELD)))
    hold(found)
    out, corpus, _ = built(found)
    page = (out / "measured" / "invented-v1--resnet-56-invented.html").read_text("utf-8")

    assert len(corpus.runs) == 1  # the file is no run
    for words in (
        "Invented &lt;protocol&gt;",
        "30 epochs of SGD in batches of 64, rate 0.1 times 0.1 at epochs 10, 20, momentum 0.9 (Nesterov), weight decay",
        "<dt>Tuning</dt><dd>none</dd>",
        "1,024 training images in batches of 64",
        settings_id(HELD),
        "--networks resnet-56-invented --data DIR",
    ):
        assert words in page
    assert '#held">' in (out / "run" / "invented-v1--resnet-56-invented--invented-method.html").read_text("utf-8")


def test_given_weights_are_named_and_asked_for(tmp_path: Path) -> None:
    weights = {"resnet-56-invented": {"file": "w.th", "sha256": "ab" * 32, "source": "somewhere"}}
    held = {**HELD, "weights": weights, "latency": [1, 256]}
    found = workspace(tmp_path, record(fixed=settings_id(held)))
    hold(found, fixed=held)
    out, _, _ = built(found)
    page = (out / "measured" / "invented-v1--resnet-56-invented.html").read_text("utf-8")

    assert "given: w.th of somewhere, SHA-256 abababababab…" in page and "--data DIR --weights DIR" in page
    assert "in batches of 1 and 256" in page and "Rewinding" not in page


def test_a_protocol_that_was_altered_stops_the_build(tmp_path: Path) -> None:
    found = workspace(tmp_path, record(fixed=settings_id(HELD)))
    path = hold(found)
    path.write_text(path.read_text("utf-8").replace('"epochs": 30', '"epochs": 300'), encoding="utf-8")
    (problem,) = read_protocols(found)[1]

    assert (
        "not the digest" in problem.message and problem.file.endswith(path.name) and "the next sweep" in problem.remedy
    )
    path.write_text("{}", encoding="utf-8")
    assert "`fixed` is missing" in read_protocols(found)[1][0].message
    with pytest.raises(DataError, match="measured records"):
        built(found)


def test_a_protocol_of_ones_own_may_be_shortened(tmp_path: Path) -> None:
    """Then no claim is judged by its runs, wherever its file is."""
    found = workspace(tmp_path, record(fixed=settings_id(HELD)))
    hold(found, shortened=True)
    _, corpus, _ = built(found)

    assert [one.shortened for one in corpus.held_equal.values()] == [True]
    assert campaigns(corpus.runs)[0].fixed in corpus.held_equal


def test_what_analyses_ask_of_a_record_is_read_once(tmp_path: Path) -> None:
    """What is pruned together, and the epochs of tuning, stand beside the record."""
    untuned = {**record(1), "tuned": {**record(1)["tuned"], "history": {}}}
    _, corpus, _ = built(workspace(tmp_path, record(0), untuned))

    assert sorted((run.structure, run.epochs) for run in corpus.runs) == [("weight", 0), ("weight", 1)]


def test_claims_beside_runs_are_exported(tmp_path: Path) -> None:
    """As they stand on the page: one row for each claim and protocol, blanks where nothing can be said."""
    runs = [record(seed, 85 + seed, ratio=r, **more) for seed in range(3) for r in (2.0, 4.0) for more in (
        {}, {"protocol": "other-v1"})]  # fmt: skip
    found = workspace(tmp_path, *runs)
    claim = next(iter(load_catalogue(found)[0].methods))
    entry = "schema = 1\n" + MEASURED_METHODS.format(claim=claim)
    (found.catalogue / "measured_methods.toml").write_text(entry, encoding="utf-8")
    out, corpus, _ = built(found)
    frame = gaps_table(Analysed(corpus)).frame()

    assert len(frame) and set(frame["protocol"]) == {"invented-v1", "other-v1"}
    assert not frame.duplicated(["result", "measured_method", "protocol", "protocol_version", "network"]).any()
    assert (out / "data" / "gaps.csv").read_text("utf-8").startswith("result,paper,method,measured_method,board")
    front = (out / "index.html").read_text("utf-8")
    assert f'<a href="gap.html"><b>{len(frame)}</b> comparisons with claims</a>' in front
