"""What the nodes and edges of every view carry.

Nodes, by `kind`; ids are compact names:

- `document` (a plan or a statute): `label`, `number`, `issued`, `period_from`, `period_to`;
- `task` (of a plan) and `provision` (of a statute): `label`, `number` (as printed), `section`, `section_title`,
  `document`, `deadlines` (list of `kind`, `from`, `to`), `first_day`, `last_day`, `status`;
  a statute that is cited as a whole is a `provision` and its own `document`;
- `bearer`: `label` (full name), `bearer_kind` (agency, collective, territorial, enterprise, function), `name_as_of`;
- `enterprise`: `label`, `place`; it is a bearer too, where it owes something itself.

Edges, by `kind`: `part_of` (task to document), `bears` (bearer to task: `role`, `name` as written, `certainty`, and, where there
are any, `scope`, `modality`, `action`, `event`, `status`, `rule`), `could_bear` (hangs on something unsaid: `needs`,
`questions`), `concerns` (task to enterprise). What is not known is left out, never an empty string.
"""

from __future__ import annotations

import re
from typing import Any, TypeAlias

import networkx as nx

Graph: TypeAlias = nx.MultiDiGraph


# What XML cannot hold, not even escaped; a profile's name may hold it.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(value: Any) -> Any:
    """A text, or the texts of a list, with each character that no file can hold replaced by `\ufffd`; else `value` itself."""
    if isinstance(value, str):
        return _NOT_IN_XML.sub("\ufffd", value)
    return [printable(item) for item in value] if isinstance(value, list) else value


def _known(attributes: dict[str, Any]) -> dict[str, Any]:
    return {k: printable(v) for k, v in attributes.items() if v not in (None, "", [])}


def add_node(graph: Graph, name: str, kind: str, **attributes: Any) -> None:
    """Add a node, leaving out what is not known (None or empty)."""
    graph.add_node(name, kind=kind, **_known(attributes))


def add_edge(graph: Graph, source: str, target: str, kind: str, key: str, **attributes: Any) -> None:
    """Add an edge between known nodes; `key` tells parallel edges apart and becomes the edge's id."""
    for end in (source, target):
        if end not in graph:
            raise KeyError(f"edge {key} ends at {end}, which is no node")
    graph.add_edge(source, target, key=key, kind=kind, **_known(attributes))


def add_document(graph: Graph, name: str, catalogue: dict[str, Any]) -> None:
    """Add a plan, or the statute whose provision it is."""
    if name in graph:
        return
    entry = catalogue["documents"].get(name) or catalogue["instruments"].get(name) or {}
    add_node(
        graph, name, "document", label=entry.get("title") or name, number=entry.get("number"), issued=entry.get("issued"),
        period_from=entry.get("period_from"), period_to=entry.get("period_to"),
    )  # fmt: skip


def natural(name: str) -> tuple[Any, ...]:
    """A key that sorts a whole document first, then `6.2` before `6.10`, and numbered tasks before projects (`project-1`)."""
    document, _, local = name.partition("/")
    return document, bool(local) and not local[0].isdigit(), [(int(n), "") if n.isdigit() else (0, n) for n in re.findall(r"\d+|\D+", local)]


def printed_number(name: str) -> str:
    """The number of a task or article in its document, from its id: `xicheng-2017/3` gives `3`, `…/project-2` gives `2`, and a
    whole document none."""
    local = name.partition("/")[2]
    return local if local[:1].isdigit() else (re.findall(r"\d+$", local) or [""])[0]


def document_heading(data: dict[str, Any]) -> str:
    """A document's title and number on one line."""
    return "　".join(filter(None, (data["label"], data.get("number"))))


def of_kind(graph: Graph, kind: str) -> list[str]:
    """The nodes of one kind, in the order in which they were added."""
    return [n for n, data in graph.nodes(data=True) if data["kind"] == kind]
