"""`leaderboard import`: bring a published collection into the records."""

from __future__ import annotations

from pathlib import Path

import click

from leaderboard.catalogue.loading import load_catalogue
from leaderboard.errors import DataError
from leaderboard.files import write_file
from leaderboard.importing.curation import read_curation
from leaderboard.importing.meta_analysis import CORPUS, read_meta_analysis
from leaderboard.importing.placing import add_tables, place_records
from leaderboard.importing.since_2019 import accounting
from leaderboard.importing.since_2019.collection import COLLECTION, TRIALS_FILE
from leaderboard.importing.since_2019.importer import Imported, import_collection
from leaderboard.importing.since_2019.methods import FILE as METHODS_FILE
from leaderboard.importing.since_2019.methods import merged_file, method_entries
from leaderboard.importing.since_2019.trials_file import KEPT
from leaderboard.records.model import Workspace
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
    click.echo(
        f"{len(done.written)} files written, {len(done.unchanged)} unchanged, "
        f"{len(done.extended)} kept as they are (they hold more than the import)"
    )


@command.command("since-2019")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--only", multiple=True, metavar="KEY", help="Import this source only; may be given several times.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the account of every row here.")
@click.option("--dry-run", is_flag=True, help="Write no record; say what would become of every row.")
@click.option("--overwrite", is_flag=True, help="Write over files that differ; their own additions are lost.")
def since_2019(folder: Path, only: tuple[str, ...], report: Path | None, dry_run: bool, overwrite: bool) -> None:
    """Import the results reported since 2019 from FOLDER, which holds the collection's two CSV files.

    Every source becomes one file under reported_results/papers/, as its curation file under
    reported_results/imports/since-2019/ says. Importing again changes nothing. A number that no rule places fails
    the import, and nothing is written.
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
    account = report or (None if only or dry_run else imports / f"{COLLECTION}-report.csv")
    if not dry_run:
        _place_since_2019(workspace, folder, done, bool(only), overwrite)
    if account is not None:
        write_file(account, accounting.render_report(done.entries))


def _place_since_2019(workspace: Workspace, folder: Path, done: Imported, partly: bool, overwrite: bool) -> None:
    """Records first, which may be refused; then the catalogue's methods and the file of trials."""
    placed = place_records(workspace, done.records, overwrite=overwrite)
    added = add_tables(workspace, done.additions, COLLECTION, overwrite=overwrite)
    methods = workspace.catalogue / METHODS_FILE
    catalogue, problems = load_catalogue(workspace, without=METHODS_FILE)
    if problems:
        raise DataError("the catalogue has problems", problems)
    known: dict[str, list[str]] = {}
    for method in catalogue.methods.values():
        known.setdefault(method.paper, []).extend(method.printed)
    records = [*done.records, *done.additions]
    papers = frozenset(record.paper.key for record in records)
    write_file(methods, merged_file(methods, method_entries(records, known), papers, whole=not partly))
    if done.trials_compared:
        kept = workspace.root / "reported_results" / "trials" / KEPT
        kept.parent.mkdir(exist_ok=True)
        write_file(kept, (folder / TRIALS_FILE).read_bytes())
    written, unchanged = (*placed.written, *added.written), (*placed.unchanged, *added.unchanged)
    click.echo(
        f"{len(written)} files written, {len(unchanged)} unchanged, "
        f"{len(placed.extended)} kept as they are (they hold more than the import)"
    )
