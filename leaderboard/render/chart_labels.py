"""Names beside marks, placed where there is room."""

from __future__ import annotations

from leaderboard.render.chart_parts import Label
from leaderboard.render.formats import clip
from leaderboard.render.scales import Frame


def place_labels(
    names: list[tuple[float, float, str, int]], marks: list[tuple[float, float]], frame: Frame, longest: int
) -> tuple[Label, ...]:
    """Names of the frontier's marks where they cover neither a mark nor each other; the rest stays unnamed.

    A method is named once, at its largest ratio if there is room.
    """
    placed: list[tuple[float, float, float, float]] = []
    found: dict[str, Label] = {}
    for x, y, name, ref in reversed(names):
        if name in found:
            continue
        text = clip(name, longest)
        width = 6.2 * len(text)
        for anchor, at_x, at_y in (
            ("start", x + 8, y - 7),
            ("end", x - 8, y - 8),
            ("start", x + 8, y + 14),
            ("end", x - 8, y + 15),
        ):
            left = at_x if anchor == "start" else at_x - width
            box = (left, at_y - 10, left + width, at_y + 2)
            inside = (
                frame.left < box[0]
                and box[2] < frame.width - 2
                and frame.top <= box[1]
                and box[3] < frame.height - frame.bottom
            )
            covers = any(box[0] - 5 < mx < box[2] + 5 and box[1] - 4 < my < box[3] + 4 for mx, my in marks)
            crosses = any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in placed)
            if inside and not covers and not crosses:
                placed.append(box)
                found[name] = Label(round(at_x, 1), round(at_y, 1), anchor, text, ref)
                break
    return tuple(found.values())
