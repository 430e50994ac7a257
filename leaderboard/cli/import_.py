"""`leaderboard import`: bring a published collection into the records."""

from __future__ import annotations

from pathlib import Path

import click

from leaderboard.catalogue.loading import load_catalogue
from leaderboard.files import write_file
from leaderboard.importing.curation import read_curation
from leaderboard.importing.meta_analysis import CORPUS, read_meta_analysis
from leaderboard.importing.placing import Placement, place_records
from leaderboard.importing.since_2019 import accounting
from leaderboard.importing.since_2019.collection import COLLECTION as SINCE_2019
from leaderboard.importing.since_2019.importer import import_collection
from leaderboard.importing.since_2019.writing import write_imported
from leaderboard.records.workspace import find_workspace


@click.group("import")
def command() -> None:
    """Bring a published collection into the records, one importer a collection."""


@command.command("meta-analysis")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--overwrite", is_flag=True, help="Write over files that differ; their own additions are lost.")
def meta_analysis(folder: Path, overwrite: bool) -> None:
    """Import the 81-paper corpus of Blalock et al. 2020 from FOLDER, which holds its five CSV files.

    Every paper becomes one file under reported_results/papers/. Importing again changes nothing; a damaged
    file is refused with file, line and column, and nothing is written.
    """
    workspace = find_workspace(Path())
    curation = read_curation(workspace.root / "reported_results" / "imports" / f"{CORPUS}.toml")
    records = read_meta_analysis(folder, curation)
    done = place_records(workspace, records, overwrite=overwrite)
    tables = [table for record in records for table in record.tables]
    rows = [row for table in tables for row in table.rows]
    corpus = sum((row.origin or "").startswith(f"{CORPUS}/results.csv#") for row in rows)
    click.echo(f"{len(records)} papers, {corpus} results, and {len(rows) - corpus} rows of further tables")
    _say(done)


@command.command("since-2019")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--only", multiple=True, metavar="KEY", help="Import this source only; may be given several times.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the account of every row here.")
@click.option("--dry-run", is_flag=True, help="Write no record; say what would become of every row.")
@click.option("--overwrite", is_flag=True, help="Write over files that differ; their own additions are lost.")
def since_2019(folder: Path, only: tuple[str, ...], report: Path | None, dry_run: bool, overwrite: bool) -> None:
    """Import the results reported since 2019 from FOLDER, which holds the collection's three files.

    They are structured.csv, unstructured.csv and renda_2020_all_trials.csv.xz, the trials of one source; --only with
    other sources does without the last. Every source becomes one file under reported_results/papers/, as its curation
    file under reported_results/imports/since-2019/ says. Importing again changes nothing. A number that no rule places
    fails the import, and nothing is written.
    """
    workspace = find_workspace(Path())
    catalogue, _ = load_catalogue(workspace)
    done = import_collection(folder, workspace, catalogue, only)
    for line in accounting.totals(done.entries, done.interpreted):
        click.echo(line)
    for words, found in (("several dense networks fit", done.ambiguous), ("rules that match no row", done.idle_rules)):
        if found:
            click.echo(f"{words}: {', '.join(found)}")
    imports = workspace.root / "reported_results" / "imports"
    account = report or (None if only or dry_run else imports / f"{SINCE_2019}-report.csv")
    if not dry_run:
        placed = write_imported(workspace, folder, done, partly=bool(only), overwrite=overwrite)
        _say(placed)
    if account is not None:
        write_file(account, accounting.render_report(done.entries))


def _say(done: Placement) -> None:
    click.echo(
        f"{len(done.written)} files written, {len(done.unchanged)} unchanged, "
        f"{len(done.extended)} kept as they are (they hold more than the import)"
    )
