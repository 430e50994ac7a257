"""The reporting checklist: verdicts of each rule on records made for it, and totals of the committed ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from leaderboard.analysis.reporting import ANSWERS, RULES, checklists, rule, shares
from leaderboard.build import build
from leaderboard.records.model import Workspace
from leaderboard.store.corpus import Corpus, ResultView, read_corpus
from leaderboard.store.database import database_url, open_database
from tests.render import synthetic
from tests.site.conftest import write_workspace

DATASETS = "".join(
    f'[[dataset]]\nkey = "{key}"\nname = "{name}"\n{more}\n\n'
    for key, name, more in (
        ("cifar-10", "CIFAR-10", ""),
        ("imagenet", "ImageNet", "large = true"),
        ("mnist", "MNIST", ""),
        ("unknown", "???", 'kind = "unknown"'),
    )
)
ARCHITECTURES = "".join(
    f'[[architecture]]\nkey = "{key}"\nname = "{name}"\nkind = "{kind}"\n\n'
    for key, name, kind in (
        ("alpha", "Alpha", "network"),
        ("beta", "Beta", "network"),
        ("gamma", "Gamma", "network"),
        ("toys", "Toys", "collection"),
    )
)
UNITS = {"trials": "count", "theoretical_speedup": "ratio"}
COLUMNS = ("top1", "top5", "top1_delta", "top1_std", "trials", "params_removed", "theoretical_speedup")


def table(*rows: str, on: str = "CIFAR-10", of: str = "Alpha", dense: str = "", more: str = "") -> str:
    """A table; ``rows`` and ``dense`` are the insides of inline tables, ``#`` stands for a number of its own."""
    used = [name for name in COLUMNS if re.search(rf"\b{name} =", " ".join([*rows, dense]))]
    columns = ", ".join(f'{name} = "{UNITS.get(name, "percent")}"' for name in used)
    lines = "".join(f'  {{ id = "#"{", " if row else ""}{row} }},\n' for row in rows)
    baseline = f"baseline = {{ {dense} }}\n" if dense else ""
    head = f'[[table]]\nlocator = "Table #"\nsource = "printed"\ndataset = "{on}"\narchitecture = "{of}"\n'
    return f"{head}{more}columns = {{ {columns} }}\n{baseline}rows = [\n{lines}]\n\n"


def points(*removed: int, more: str = "") -> tuple[str, ...]:
    """Rows with a compression ratio and an accuracy each."""
    return tuple(f"top1 = {92 - i / 10}, params_removed = {share}.0{more}" for i, share in enumerate(removed))


BARE = ""
SWEEP = 'role = "sweep"\n'
THREE = (table(BARE), table(BARE, of="Beta"), table(BARE, of="Gamma"))
BOTH = "top1 = 92.0, params_removed = 50.0, theoretical_speedup = 1.8"
NO_DELTA = "top1 = 92.0, params_removed = 50.0"
QUOTED = 'method = "two", reported_by = "quoted", quoted_from = "second"'
RIVAL = f"{QUOTED}, top1 = 91.0, params_removed = 40.0"


@dataclass(frozen=True)
class Case:
    """The tables of a paper, and the verdict they must give under one rule."""

    rule: str
    answer: str
    says: str
    tables: tuple[str, ...]
    compares: str = ""


CASES = [
    Case(
        "identity",
        "yes",
        "2 of 2 pairs identified: Alpha on CIFAR-10 and Beta on MNIST",
        (THREE[0], table(BARE, on="MNIST", of="Beta")),
    ),
    Case(
        "identity", "partly", "1 of 2 pairs identified; in doubt: Toys on CIFAR-10", (THREE[0], table(BARE, of="Toys"))
    ),
    Case(
        "identity",
        "partly",
        "Beta on CIFAR-10 (network doubtful)",
        (THREE[0], table(BARE, of="Beta", more='caveats = ["architecture-unclear"]\n')),
    ),
    Case(
        "identity",
        "no",
        "0 of 1 pair identified; in doubt: Alpha on ??? (data set not named)",
        (table(BARE, on="???"),),
    ),
    Case(
        "identity", "no", "Alpha on CIFAR-10 (data set doubtful)", (table(BARE), table('caveats = ["dataset-unclear"]'))
    ),
    Case("pairs", "yes", "3 pairs, large data: ImageNet", (*THREE[:2], table(BARE, on="ImageNet"))),
    Case("pairs", "partly", "3 pairs, no large data set", THREE),
    Case(
        "pairs",
        "partly",
        "1 pair (1 more on MNIST, not counted), large data: ImageNet",
        (table(BARE, on="ImageNet"), table(BARE, on="MNIST")),
    ),
    Case(
        "pairs",
        "no",
        "2 pairs (1 more on MNIST, not counted), no large data set",
        (*THREE[:2], table(BARE, on="MNIST")),
    ),
    Case("pairs", "no", "No pair that counts", (table(BARE, of="Toys"), table(BARE, on="???"))),
    Case("ratios", "yes", "Both for 2 of 2 results with a number", (table(BOTH, BOTH.replace("50", "60"), BARE),)),
    Case("ratios", "partly", "Both for 1 of 2 results with a number; only compression for 1", (table(BOTH, NO_DELTA),)),
    Case("ratios", "partly", "only speedup for 1, neither for 1", (table("theoretical_speedup = 2.0", "top1 = 92.0"),)),
    Case("ratios", "no", "Both for 0 of 1 result with a number; neither for 1", (table("top1 = 92.0"),)),
    Case("ratios", "no", "No number is on record for its 2 results", (table(BARE, BARE),)),
    Case("ratios", "no", "No number is on record for its one result", (table(BARE, RIVAL),)),
    Case("top5", "n/a", "No own result on ImageNet", (table(BOTH),)),
    Case(
        "top5",
        "yes",
        "Both for 1 of 1 result on ImageNet",
        (table("top1_delta = -1.0, top5 = 90.0", on="ImageNet"), table(BOTH)),
    ),
    Case(
        "top5",
        "partly",
        "Both for 1 of 2 results on ImageNet with a number; only top-1 for 1",
        (table("top1 = 75.0, top5 = 92.0", "top1 = 74.0", on="ImageNet"),),
    ),
    Case("top5", "partly", "only top-5 for 2", (table("top5 = 92.0", "top5 = 91.0", on="ImageNet"),)),
    Case("top5", "no", "neither for 1", (table("params_removed = 50.0", on="ImageNet"),)),
    Case(
        "top5", "no", "No number is on record for its one result on ImageNet", (table(BARE, on="ImageNet"), table(BOTH))
    ),
    Case("baseline", "yes", "stands beside 2 of 2 results", (table(*points(50, 60), dense="top1 = 93.0"),)),
    Case(
        "baseline",
        "partly",
        "stands beside 1 of 2 results",
        (table(NO_DELTA, dense="top1 = 93.0"), table(NO_DELTA, of="Beta")),
    ),
    Case(
        "baseline",
        "partly",
        "beside 0 of 1 result with an accuracy or its change, for one of their two metrics beside 1 more",
        (table("top1 = 75.0, top5 = 92.0", on="ImageNet", dense="top1 = 76.0"),),
    ),
    Case("baseline", "no", "stands beside 0 of 1 result", (table("top1_delta = -0.5"),)),
    Case("baseline", "no", "No accuracy is on record for its one result", (table("params_removed = 50.0"),)),
    Case(
        "curve",
        "yes",
        "5 operating points of Method with Alpha on CIFAR-10",
        (table(*points(10, 20, 30, 40), dense="top1 = 93.0"), table(*points(50))),
    ),
    Case(
        "curve",
        "yes",
        "5 operating points",
        (table(*(f'{row}, variant = "v{row[-4:-2]}"' for row in points(10, 20, 30, 40, 50))),),
    ),
    Case(
        "curve",
        "partly",
        "At most 3 operating points",
        (table(*points(10, 20, 30, more=', variant = "a"'), *points(40, 50, more=', variant = "b"')),),
    ),
    Case(
        "curve", "partly", "At most 4 operating points", (table(*points(10, 20, 30, 40)), table(*points(50), of="Beta"))
    ),
    Case(
        "curve",
        "partly",
        "At most 1 operating point chosen by the authors, but a search with 5 distinct ratios",
        (table(*points(50)), table(*points(10, 20, 30, 40, 60), more=SWEEP)),
    ),
    Case(
        "curve",
        "partly",
        "No chosen point, but a search with 6 distinct ratios",
        (table(*points(10, 20, 30, 40, 60, 70), more=SWEEP),),
    ),
    Case(
        "curve",
        "no",
        "At most 2 operating points",
        (table(*points(10, 10, 10, 10, 20)), table(*points(10, 20, 30, 40), more=SWEEP)),
    ),
    Case("curve", "no", "No result on record has both", (table("top1 = 92.0", "params_removed = 40.0"),)),
    Case("competitors", "yes", "1 result of competing methods beside its own: Other", (table(NO_DELTA, RIVAL),)),
    Case(
        "competitors", "yes", "Again", (table(NO_DELTA), table('method = "again", top1 = 91.0, params_removed = 40.0'))
    ),
    Case("competitors", "partly", "Compares with 1 other paper", (table(NO_DELTA, QUOTED),), "second"),
    Case("competitors", "partly", "no number of theirs", (table(NO_DELTA), table(RIVAL, of="Beta")), "second"),
    Case("competitors", "no", "No comparison", (table(NO_DELTA, NO_DELTA),)),
    Case(
        "spread",
        "yes",
        "A standard deviation for 1, three or more trials for 0 of 1 result",
        (table("top1 = 92.0, top1_std = 0.2"),),
    ),
    Case(
        "spread",
        "yes",
        "A standard deviation for 1, three or more trials for 1 of 2",
        (table("top1 = 92.0, trials = 3", "top1 = 91.0, top1_std = 0.2", "params_removed = 10.0"),),
    ),
    Case(
        "spread",
        "partly",
        "A standard deviation for 1, three or more trials for 0 of 2",
        (table("top1 = 92.0", "top1 = 91.0, top1_std = 0.2"),),
    ),
    Case(
        "spread", "partly", "three or more trials for 0, fewer for 1 of 1 result", (table("top1 = 92.0, trials = 2"),)
    ),
    Case(
        "spread",
        "no",
        "A standard deviation for 0, three or more trials for 0 of 1 result",
        (table("top1 = 92.0"), table("top1 = 91.0, top1_std = 0.2", more=SWEEP)),
    ),
    Case("spread", "no", "No accuracy is on record", (table("params_removed = 10.0"),)),
]


def corpus_of(folder: Path, cases: list[Case]) -> Corpus:
    """The papers ``c0``, ``c1`` … of the cases, through reader, checks, normaliser and database."""
    papers, methods = (
        {"second": 'schema = 1\n\n[paper]\nkey = "second"\ntitle = "S"\nauthors = ["B B"]\nyear = 2020\n'},
        "",
    )
    methods += '[[method]]\nkey = "other"\nname = "Other"\npaper = "second"\n\n'
    for i, case in enumerate(cases):
        key = f"c{i}"
        head = f'[paper]\nkey = "{key}"\ntitle = "Paper {key}"\nauthors = ["Ada {key}"]\nyear = 2024\n'
        head += f'compares_to = ["{case.compares}"]\n' if case.compares else ""
        numbers = iter(range(1, 1000))
        body = re.sub("#", lambda _: str(next(numbers)), "".join(case.tables))  # noqa: B023
        papers[key] = f"schema = 1\n\n{head}\n{body}"
        for word, name in (("", "Method"), ("two", "Other"), ("again", "Again")):
            more = 'reimplements = "other"\n' if word == "again" else ""
            methods += (
                f'[[method]]\nkey = "{key}{word}"\nname = "{name}"\npaper = "{key}"\nprinted = ["{word}"]\n{more}\n'
            )
    catalogue = {"datasets.toml": DATASETS, "architectures.toml": ARCHITECTURES, "methods.toml": methods}
    write_workspace(folder, papers, catalogue)
    url = database_url(None, folder / "leaderboard.sqlite")
    build(Workspace(folder), folder / "build" / "site", url, lambda line: None)
    with open_database(url).connect() as connection:
        return read_corpus(connection)


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """One paper a case, and the paper ``second`` without results."""
    return corpus_of(tmp_path_factory.mktemp("reporting"), CASES)


@pytest.mark.parametrize("number", range(len(CASES)), ids=[f"{c.rule}-{c.answer}-{i}" for i, c in enumerate(CASES)])
def test_verdict_and_reason(invented: Corpus, number: int) -> None:
    """The answer, and what its one sentence must say."""
    case = CASES[number]
    (verdict,) = (v for v in checklists(invented)[f"c{number}"] if v.rule == case.rule)

    assert (verdict.answer, case.says in verdict.reason) == (case.answer, True), verdict
    assert verdict.reason.endswith(".") and verdict.reason.count(". ") == 0


def test_the_cases_reach_every_answer_of_every_rule() -> None:
    """Only the rule on ImageNet can be without an answer for a paper with results."""
    reached = {(case.rule, case.answer) for case in CASES}

    assert reached == {(key, answer) for key in RULES for answer in ("yes", "partly", "no")} | {("top5", "n/a")}


@pytest.mark.parametrize(
    ("match", "settled", "answer"),
    [
        ("exact", False, "yes"),
        ("inferred", False, "yes"),
        ("unknown", False, "yes"),
        ("ambiguous", True, "yes"),
        ("ambiguous", False, "no"),
    ],
)
def test_a_name_of_several_networks_does_not_identify_one(match: str, settled: bool, answer: str) -> None:
    """Unless they differ too little to matter; a network without a card is this database's gap, not the paper's."""
    at = synthetic.table(1, "one", architecture_match=match, settled=settled)
    corpus = synthetic.corpus(tables={1: at}, results=(synthetic.result("a", at, 2.0, -0.5),))

    verdict = checklists(corpus)["one"][0]

    assert (verdict.rule, verdict.answer) == ("identity", answer)
    assert ("network not identified" in verdict.reason) == (answer == "no")


def test_a_paper_without_results_is_not_judged(invented: Corpus) -> None:
    """Nothing on record: not applicable, whatever the rule."""
    assert {(v.answer, v.reason) for v in checklists(invented)["second"]} == {
        ("n/a", "No result of this paper is on record.")
    }


def test_a_second_rule_of_one_name_is_refused() -> None:
    """A registry never loses a rule silently."""
    with pytest.raises(ValueError, match="'pairs'"):
        rule("pairs", "Pairs again", "")(lambda of: ("yes", ""))


def _papers(corpus: Corpus, holds: Callable[[ResultView], bool]) -> set[str]:
    return {r.paper for r in corpus.results if holds(r)}


def test_totals_of_the_committed_records(committed: Corpus) -> None:
    """Counted again here, another way: by sets of papers."""
    found = checklists(committed)
    answers = {key: {v.rule: v.answer for v in verdicts} for key, verdicts in found.items()}

    def papers(name: str, *wanted: str) -> set[str]:
        return {key for key, of in answers.items() if of[name] in wanted}

    everyone = set(committed.papers)
    chosen = lambda r: r.table.role == "results"  # noqa: E731
    has = lambda r, *names: any(r.value(name) is not None for name in names)  # noqa: E731
    ratios = ("compression_ratio", "theoretical_speedup")
    scores = ("top1", "delta_top1", "top5", "delta_top5", "score", "delta_score")
    assert papers("ratios", "no") == everyone - _papers(committed, lambda r: chosen(r) and has(r, *ratios))
    assert papers("top5", "n/a") == everyone - _papers(committed, lambda r: r.table.dataset == "imagenet")
    assert papers("spread", "no") == everyone - _papers(
        committed,
        lambda r: (
            r.reported_by != "quoted"
            and has(r, *scores)
            and (r.trial_values or any(p.printed and (p.name == "trials" or p.name[-4:] == "_std") for p in r.printed))
        ),
    )
    assert papers("competitors", "no") <= {key for key, p in committed.papers.items() if not p.compares_to}
    assert papers("baseline", "yes", "partly") == _papers(
        committed,
        lambda r: any(
            chosen(r) and has(r, k, f"delta_{k}") and has(r, f"baseline_{k}") for k in ("top1", "top5", "score")
        ),
    )
    large = {key for key, view in committed.datasets.items() if view.facts["large"]}
    assert papers("pairs", "yes") <= _papers(committed, lambda r: r.table.dataset in large)


def test_shares_count_every_paper_once_a_rule(committed: Corpus) -> None:
    """The bars of the page: all answers present, each rule's adding up to all papers."""
    counts = shares(checklists(committed))

    assert list(counts) == list(RULES)
    assert all(tuple(of) == ANSWERS and sum(of.values()) == len(committed.papers) for of in counts.values())
