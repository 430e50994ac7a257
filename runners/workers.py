"""The processes in which a sweep has several runs at a time: how they start, and that none outlives the sweep."""

from __future__ import annotations

import multiprocessing
import os
import threading
from multiprocessing import forkserver
from multiprocessing.context import BaseContext

PRELOADED = ["runners.sweep", "torch._dynamo"]  # seconds to import; torch's optimisers need the second


def starting(device: str) -> BaseContext:
    """How workers start: for CPUs forked from a process that has imported everything once and computed nothing, for
    GPUs anew, since CUDA does not outlast a fork.
    """
    if device != "cpu":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


def import_ahead(device: str, jobs: int) -> None:
    """Let what workers need be imported beside what the caller does next."""
    if jobs > 1 and device == "cpu":
        starting(device)
        forkserver.ensure_running()


def end_with_the_sweep() -> None:
    """This worker ends as soon as the process that started it does, however that ends; it would wait for work for ever.
    What its run had done by its last checkpoint is taken up by the next sweep.
    """
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
