"""How a figure grows with a size, as a picture: lines on two logarithmic axes, in SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

Points = Sequence[tuple[float, float]]
PICTURES = Path(__file__).resolve().parent / "growth"
_WIDE, _HIGH, _LEFT, _RIGHT, _TOP, _BOTTOM = 720, 420, 76, 190, 40, 48
_COLOURS = ("#0b6e4f", "#c1440e", "#2b59c3", "#8a4fad", "#7a7a00", "#444444")


def draw(title: str, axes: tuple[str, str], lines: Mapping[str, Points]) -> str:
    """The picture: one line a name, of points (x, y), all above zero; axes: what x and y count."""
    xs, ys = zip(*[point for points in lines.values() for point in points], strict=True)
    across, up = _decades(xs), _decades(ys)

    def at(x: float, y: float) -> tuple[float, float]:
        right = (math.log10(x) - across[0]) / (across[1] - across[0])
        high = (math.log10(y) - up[0]) / (up[1] - up[0])
        return _LEFT + right * (_WIDE - _LEFT - _RIGHT), _HIGH - _BOTTOM - high * (_HIGH - _TOP - _BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{_WIDE}" height="{_HIGH}" fill="white"/>',
        f'<text x="{_LEFT}" y="22" font-size="15">{escape(title)}</text>',
        f'<text x="{(_LEFT + _WIDE - _RIGHT) / 2:.0f}" y="{_HIGH - 8}" text-anchor="middle">{escape(axes[0])}</text>',
        f'<text x="14" y="{_HIGH / 2:.0f}" transform="rotate(-90 14 {_HIGH / 2:.0f})" text-anchor="middle">'
        f"{escape(axes[1])}</text>",
    ]
    for decade in range(across[0], across[1] + 1):
        x, _ = at(10**decade, 10 ** up[0])
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{_HIGH - _BOTTOM}" stroke="#ddd"/>')
        parts.append(f'<text x="{x:.1f}" y="{_HIGH - _BOTTOM + 16}" text-anchor="middle">{10**decade:,}</text>')
    for decade in range(up[0], up[1] + 1):
        _, y = at(10 ** across[0], 10.0**decade)
        parts.append(f'<line x1="{_LEFT}" x2="{_WIDE - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{10.0**decade:,.10g}</text>')
    for colour, (name, points) in zip(_COLOURS * len(lines), lines.items(), strict=False):
        placed = [at(x, y) for x, y in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in placed]
        x, y = placed[-1]
        parts.append(f'<text x="{x + 8:.1f}" y="{y + 4:.1f}" fill="{colour}">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten that hold all values."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def save(name: str, picture: str) -> Path:
    """Writes bench/growth/<name>.svg; where it is."""
    PICTURES.mkdir(exist_ok=True)
    file = PICTURES / f"{name}.svg"
    file.write_text(picture, encoding="utf-8")
    return file
