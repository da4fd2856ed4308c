"""Running a query within a time, over the project's graph or at an endpoint."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

import pyoxigraph as ox

from kg.errors import Fault, InputError
from kg.names import BASE, PREFIXES
from kg.sparql.faults import syntax_error
from kg.sparql.graph import UNREADABLE, Graph, in_memory
from kg.sparql.results import Found, Rendered, render
from kg.sparql.tokens import service

T = TypeVar("T")
SECONDS = 60.0


def here(graph: Graph, name: str, query: str, form: str, columns: int, seconds: float = SECONDS) -> Rendered:
    """The rendered result of a query (parameters bound) over a graph.

    Raises:
        InputError: the query cannot be run, or not within `seconds`.
    """

    def work() -> Rendered:
        return render(_solutions(graph.store, name, query), form, columns)

    try:
        return within(seconds, name, work)
    except UNREADABLE as error:
        if graph.kept is None or service(query) is not None:
            raise InputError([Fault(name, "", f"the query failed: {error}")]) from None
    # The kept store is damaged. The graph is read again from its sources.
    graph = in_memory(graph)
    try:
        return within(seconds, name, work)
    except UNREADABLE as error:
        raise InputError([Fault(name, "", f"the query failed: {error}")]) from None


def check_syntax(name: str, query: str, seconds: float = SECONDS) -> None:
    """Refuse a query that does not parse, as its author wrote it: before parameters are bound.

    Raises:
        InputError: with line, column, the line itself, and what was expected.
    """
    # Over nothing, because the engine begins to evaluate some queries when it is given them. A call of another server
    # must not be made twice; such a query is checked when it runs.
    if service(query) is None:
        # Nothing is returned: the engine's results must end in the thread that they began in.
        within(seconds, name, lambda: bool(_solutions(ox.Store(), name, query)))


def there(url: str, name: str, query: str, kind: str, form: str, columns: int, seconds: float = SECONDS) -> Rendered:
    """The rendered result of a query (parameters bound) at the endpoint `url`; `kind` is its form, such as SELECT.

    Raises:
        InputError: the endpoint does not answer, refuses, or answers no result; or not within `seconds`.
    """

    from kg.sparql import endpoint

    def work() -> Rendered:
        return render(endpoint.ask(url, endpoint.portable(query), kind, seconds), form, columns)

    # The endpoint's own limit is for silence; this one also ends an answer that drips in for ever.
    return within(seconds + 1, name, work)


def within(seconds: float, name: str, work: Callable[[], T]) -> T:
    """What `work` returns, when it does so in time.

    The query engine cannot be interrupted, but it leaves the interpreter free while it works: it runs in a thread of its
    own, which is left behind when the time is over and ends with the process.

    Raises:
        InputError: it does not return in time.
        Exception: whatever `work` raises.
    """
    found: list[T] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            found.append(work())
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=run, name="kgquery-query", daemon=True)
    thread.start()
    thread.join(seconds)
    if raised:
        raise raised[0]
    if not found:
        message = f"the query did not finish within {seconds:g} s and was given up"
        raise InputError([Fault(name, "", message, "a narrower query, or a longer --timeout")])
    return found[0]


def _solutions(store: ox.Store, name: str, query: str) -> Found:
    try:
        return store.query(query, base_iri=BASE, prefixes=PREFIXES)
    except SyntaxError as error:
        raise syntax_error(name, query, str(error)) from None
    except RuntimeError as error:
        if "function" in str(error):
            raise syntax_error(name, query, str(error)) from None
        raise
