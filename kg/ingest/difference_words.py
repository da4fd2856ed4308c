"""The sentence that says, in Chinese and in English, how the annex states a task differently."""

from __future__ import annotations

from kg.ingest.model import AGGREGATE, COORDINATE, LEAD, RESPONSIBLE, Difference

_ROLES = {LEAD: "牵头", RESPONSIBLE: "负责", COORDINATE: "配合", AGGREGATE: "汇总"}
_ACTIVITIES = {
    "production": "生产", "storage": "储存", "use": "使用", "trade": "经营", "transport": "运输", "disposal": "废弃处置",
    "import_export": "进出口", "consignment": "托运",
}  # fmt: skip


def difference_words(difference: Difference) -> tuple[str, str]:
    """(zh, en): what only the prose says and what only the annex says; names stay as written in both."""
    if difference.aspect == "deadline_reach":
        names = "、".join(difference.annex)
        return f"正文列于时限之后、附表列于时限之内：{names}", f"behind the time limit in the prose, under it in the annex: {names}"
    zh = {side: "、".join(_ACTIVITIES.get(word, word) for word in words) for side, words in _sides(difference)}
    en = {side: ", ".join(words) for side, words in _sides(difference)}
    role_zh = f"（{_ROLES[difference.role]}）" if difference.role else ""
    role_en = f" ({difference.role})" if difference.role else ""
    return (
        "；".join(f"仅{name}{role_zh}：{zh[side]}" for side, name in (("prose", "正文"), ("annex", "附表")) if zh[side]),
        "; ".join(f"only in the {side}{role_en}: {en[side]}" for side in ("prose", "annex") if en[side]),
    )


def _sides(difference: Difference) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (("prose", difference.body), ("annex", difference.annex))
