"""The views and formats that exist, and what each is for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Known:
    """A view or format with one line on it in Chinese and English."""

    zh: str
    en: str


VIEWS = {
    "responsibility": Known(
        "各文件的任务由谁承担、何时完成（--document 只看一个文件）",
        "which body has which role in which task of the plans, by when (--document for one plan)",
    ),
    "enterprise": Known(
        "一个企业在某一天的义务、承担者和期限（需要 --enterprise）",
        "one enterprise on one date: its duties, who bears each, by when (needs --enterprise)",
    ),
}

FORMATS = {
    ".html": Known("网页，可互动，离线可用", "a page that answers to the pointer and works offline"),
    ".svg": Known("矢量图，可放入报告", "a still picture for a report"),
    ".graphml": Known("图数据，供 Gephi、yEd、networkx 使用", "the graph itself, for Gephi, yEd, networkx"),
}


def listing(lang: str) -> str:
    """Views and formats as text, one a line."""
    lines = [f"{name}\t{getattr(known, lang)}" for known_things in (VIEWS, FORMATS) for name, known in known_things.items()]
    return "\n".join(lines) + "\n"
