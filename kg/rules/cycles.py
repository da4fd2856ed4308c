"""Cycles in a graph of names: strongly connected components, and a cycle to show."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def components(graph: Mapping[Node, Iterable[Node]]) -> dict[Node, int]:
    """The number of each node's strongly connected component (Tarjan's algorithm, without recursion)."""
    order: dict[Node, int] = {}
    low: dict[Node, int] = {}
    component: dict[Node, int] = {}
    stack: list[Node] = []
    count = 0
    for root in graph:
        if root in order:
            continue
        order[root] = low[root] = len(order)
        stack.append(root)
        work = [(root, iter(graph[root]))]
        while work:
            node, following = work[-1]
            entered = False
            for target in following:
                if target not in order:
                    order[target] = low[target] = len(order)
                    stack.append(target)
                    work.append((target, iter(graph.get(target, ()))))
                    entered = True
                    break
                if target not in component:
                    low[node] = min(low[node], order[target])
            if entered:
                continue
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[node])
            if low[node] == order[node]:
                while True:
                    member = stack.pop()
                    component[member] = count
                    if member == node:
                        break
                count += 1
    return component


def path(graph: Mapping[Node, Iterable[Node]], start: Node, goal: Node) -> list[Node]:
    """A shortest path from start to goal, both included; empty when there is none."""
    came_from: dict[Node, Node] = {}
    waiting = deque([start])
    seen = {start}
    while waiting:
        node = waiting.popleft()
        if node == goal:
            found = [node]
            while node != start:
                node = came_from[node]
                found.append(node)
            return found[::-1]
        for target in graph.get(node, ()):
            if target not in seen:
                seen.add(target)
                came_from[target] = node
                waiting.append(target)
    return []
