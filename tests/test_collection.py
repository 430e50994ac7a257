"""What a run of all tests runs."""

from __future__ import annotations

from fnmatch import fnmatch

import pytest

from tests.conftest import ROOT


def test_no_folder_of_tests_is_passed_over(pytestconfig: pytest.Config) -> None:
    """By its name, as pytest does with folders called `build` unless told otherwise."""
    patterns = pytestconfig.getini("norecursedirs")
    folders = {path.parent.relative_to(ROOT) for path in (ROOT / "tests").rglob("test_*.py")}

    assert [f for f in sorted(folders) for part in f.parts if any(fnmatch(part, p) for p in patterns)] == []
