"""A table to take away: its columns with units and meaning, its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd


@dataclass(frozen=True, slots=True)
class Field:
    """A column of an export: pandas dtype (nullable), unit and meaning."""

    name: str
    dtype: Literal["string", "Int64", "Float64", "boolean"]
    unit: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of plain values (None for a blank), in the order of ``fields``."""

    name: str
    fields: tuple[Field, ...]
    rows: list[tuple[Any, ...]]
    description: str

    def frame(self) -> pd.DataFrame:
        """The table as a pandas frame with nullable types; text such as ``NA`` stays text."""
        columns = list(zip(*self.rows, strict=True)) if self.rows else [()] * len(self.fields)
        return pd.DataFrame(
            {f.name: pd.array(list(c), dtype=f.dtype) for f, c in zip(self.fields, columns, strict=True)}
        )
