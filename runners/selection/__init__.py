"""Selection: from scores to masks, by structure and scope."""

from runners.selection.channels import CHANNEL_STRUCTURES
from runners.selection.exact import keep_largest, keep_largest_each
from runners.selection.scopes import SCOPES, Budget
from runners.selection.structures import STRUCTURES, Structure, structure

__all__ = [
    "CHANNEL_STRUCTURES",
    "SCOPES",
    "STRUCTURES",
    "Budget",
    "Structure",
    "keep_largest",
    "keep_largest_each",
    "structure",
]
