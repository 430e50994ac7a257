"""`leaderboard import`: bring a published collection into the records."""

from __future__ import annotations

from pathlib import Path

import click

from leaderboard.importing.curation import read_curation
from leaderboard.importing.meta_analysis import CORPUS, read_meta_analysis
from leaderboard.importing.placing import place_records
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
