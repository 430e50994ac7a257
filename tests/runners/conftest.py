"""What tests of the runners share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from runners.place import repeatable


@pytest.fixture(autouse=True)
def settings_of_torch() -> Iterator[None]:
    """What a test lets the runners set in this process (deterministic kernels, threads) ends with the test."""
    with repeatable():
        yield
