"""Tables as people have them (CSV, TSV, Markdown, LaTeX) as one grid of cells that know their place."""

from leaderboard.adding.tabular.detect import FORMATS, read_tables
from leaderboard.adding.tabular.grid import Cell, Grid

__all__ = ["FORMATS", "Cell", "Grid", "read_tables"]
