"""What the texts themselves give for a duty, whoever owes it and whenever."""

from __future__ import annotations

import zlib
from typing import Any

from kg.answer.labels import provision_title, scope_phrase, split_provision


class Texts:
    """What the texts themselves give for a duty, whoever asks: made once for a knowledge base and shared by all answers."""

    def __init__(self, catalogue: dict[str, Any]) -> None:
        self.catalogue = catalogue
        self._entries: dict[tuple[Any, ...], dict[str, Any]] = {}
        self._orders: dict[str, str] = {}

    def entry(self, row: tuple[Any, ...]) -> dict[str, Any]:
        """The fields of an obligation that do not depend on enterprise or date; a new dict, its parts shared."""
        key = (row[0], *row[2:6])
        found = self._entries.get(key)
        if found is None:
            found = self._entries[key] = self.make(*key)
        return found.copy()

    def make(self, body: str, duty: str, role: str, modality: str, statement: str) -> dict[str, Any]:
        said = self.catalogue["statements"].get(statement, {})
        # The statement's own words, not its number, so that an id outlives a re-reading of the document.
        words = (body, duty, role, modality, said.get("scope", ""), said.get("action_zh", ""))
        digest = f"{zlib.crc32(chr(31).join(words).encode()):08x}"
        entry = {
            "id": f"{duty}~{digest}", "modality": modality, "certainty": "", "role": role, "status": "", "bearer": {},
            "duty": self.duty(duty), "scope": scope_phrase(said.get("scope")), "deadlines": self.deadlines(duty, said),
            "source": self.source(duty), "rule": "", "because": [],
        }  # fmt: skip
        return entry | {k: said[k] for k in ("action_zh", "action_en", "event_zh", "event_en") if k in said}

    def duty(self, duty: str) -> dict[str, Any]:
        """The `duty` object of a task or provision."""
        task = self.catalogue["tasks"].get(duty)
        if task is not None:
            return {"id": duty, "document": task["document"], "number": task.get("number"), "title": task["title"]}
        instrument, article, _ = split_provision(duty)
        return {
            "id": duty, "document": instrument, "number": int(article) if article.isdigit() else None,
            "title": provision_title(duty, self.catalogue),
        }  # fmt: skip

    def deadlines(self, duty: str, said: dict[str, Any]) -> list[dict[str, Any]]:
        """The deadlines of a task, or the one that a statutory statement carries, with its interval, what that means, and the
        provision's own words for what no calendar interval says (20个工作日内)."""
        if "deadline" in said:
            shown = {"kind": said["deadline"], "from": None, "to": said.get("deadline_to")}
            shown |= {k: said[k] for k in ("interval", "interval_kind") if k in said}
            return [shown | ({"text": said["deadline_text"]} if "deadline_text" in said else {})]
        return [{k: d[k] for k in ("kind", "from", "to")} for d in self.catalogue["deadlines"].get(duty, ())]

    def source(self, duty: str) -> dict[str, Any]:
        """The `source` object of a duty, or of a whole document: the document's number (or title), section and number."""
        task = self.catalogue["tasks"].get(duty)
        if task is not None or duty in self.catalogue["documents"]:
            name = duty if task is None else task["document"]
            document = self.catalogue["documents"].get(name, {})
            place = task or {}
            return {
                "document": document.get("number") or document.get("title") or name, "section": place.get("section"),
                "number": place.get("printed"),
            }  # fmt: skip
        instrument, article, paragraph = split_provision(duty)
        entry = self.catalogue["instruments"].get(instrument, {})
        section = (f"第{article}条" + (f"第{paragraph}款" if paragraph else "")) if article else None
        return {
            "document": entry.get("number") or entry.get("title") or instrument, "section": section,
            "number": int(article) if article.isdigit() else None,
        }  # fmt: skip

    def done_by(self, day: str) -> frozenset[str]:
        """The statements of statutes of what was to be done once, by a day before `day`."""
        return frozenset(
            statement for statement, said in self.catalogue["statements"].items()
            if said.get("deadline") == "complete_by" and (said.get("deadline_to") or day) < day
        )  # fmt: skip

    def order(self, duty: str) -> str:
        """The place of a duty in a list, as a text to sort by: plans before statutes, then by number."""
        found = self._orders.get(duty)
        if found is None:
            task = self.catalogue["tasks"].get(duty)
            if task is not None:
                group, text, numbers = 0, task["document"], (task.get("number") or 0, task.get("part") or 0)
            else:
                instrument, article, paragraph = split_provision(duty)
                group, text = 1, instrument
                numbers = (int(article) if article.isdigit() else 0, int(paragraph) if paragraph.isdigit() else 0)
            found = self._orders[duty] = sort_key(group, text, *numbers, duty)
        return found


def sort_key(*parts: str | int) -> str:
    """One text that sorts as the tuple of its parts does, in a fraction of the time; numbers are whole and below a million."""
    return "\0".join([part if part.__class__ is str else f"{part:06d}" for part in parts])
