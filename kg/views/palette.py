"""Colours, shapes and type of pictures.

Every role has a colour, a shape and a letter of its own, so that a picture can be read without colour and in print. The colours
stay apart for people with any of the three kinds of colour blindness, and white letters on them have a contrast of at least 4.5.
"""

from __future__ import annotations

from dataclasses import dataclass

# Nothing is embedded or fetched: the reader's own fonts, the Chinese ones of the common systems first.
FONTS = (
    "'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', "
    "'WenQuanYi Micro Hei', 'Heiti SC', SimHei, sans-serif"
)

INK = "#111827"
SOFT_INK = "#4b5563"
LINE = "#e2e8f0"
BAND = "#eef2f7"
ZEBRA = "#f8fafc"
GLOW = "#fef3c7"
PAPER = "#ffffff"
TIME = "#475569"
TIME_SOFT = "#cbd5e1"
TODAY = "#b91c1c"

_SQUARE = "M-0.9,-0.9H0.9V0.9H-0.9Z"
_CIRCLE = "M-1,0A1,1,0,0,1,1,0A1,1,0,0,1,-1,0Z"
_DIAMOND = "M0,-1.15L1.15,0L0,1.15L-1.15,0Z"
_HEXAGON = "M-1.1,0L-0.55,-0.95H0.55L1.1,0L0.55,0.95H-0.55Z"
_HOUSE = "M-0.9,0.9V-0.3L0,-1.05L0.9,-0.3V0.9Z"
_OCTAGON = "M-0.42,-1H0.42L1,-0.42V0.42L0.42,1H-0.42L-1,0.42V-0.42Z"
_ROUND = "M-0.5,-0.75H0.5A0.75,0.75,0,0,1,0.5,0.75H-0.5A0.75,0.75,0,0,1,-0.5,-0.75Z"


@dataclass(frozen=True)
class Style:
    """How a mark looks: `colour` (its fill, or its outline when it is hollow) and `shape`, a path in a square of side 2."""

    colour: str
    shape: str


MARKS = {
    "lead": Style("#1e4b9b", _SQUARE),
    "responsible": Style("#b45309", _CIRCLE),
    "coordinate": Style("#0f766e", _DIAMOND),
    "aggregate": Style("#7e22ce", _HEXAGON),
    "obligation": Style("#1f2937", _HOUSE),
    "prohibition": Style("#b91c1c", _OCTAGON),
    "permission": Style("#4d7c0f", _ROUND),
    "unknown": Style("#4b5563", _CIRCLE),
}
POINT = _DIAMOND
BAR = "M-1,-0.4H1V0.4H-1Z"
LINE_SHAPE = "M-1,-0.06H1V0.06H-1Z"
RULE_SHAPE = "M-0.07,-1H0.07V1H-0.07Z"
STATUS = {"open": ("#0f766e", "#0f766e"), "upcoming": (PAPER, "#0f766e"), "past": ("#cbd5e1", "#64748b")}
