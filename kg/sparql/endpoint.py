"""Asking a SPARQL endpoint elsewhere, by the SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/), with a POST form."""

from __future__ import annotations

import re
import ssl
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPException
from typing import IO

import pyoxigraph as ox

from kg import __version__
from kg.errors import Fault, InputError
from kg.names import BASE, PREFIXES
from kg.sparql.results import Found
from kg.sparql.tokens import prefixes, tokens

_ROWS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/xml": ox.QueryResultsFormat.XML,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
_GRAPHS = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/x-turtle": ox.RdfFormat.TURTLE,
    "text/plain": ox.RdfFormat.N_TRIPLES,
}
_ACCEPT_ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.8, text/tab-separated-values;q=0.5"
_ACCEPT_GRAPH = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.7, application/ld+json;q=0.5"
LARGEST_ANSWER = 256 * 1024 * 1024


def check_address(url: str) -> None:
    """Refuse what is no address of an endpoint.

    Raises:
        InputError: not an http or https address with a host, or one with a user name or password in it.
    """
    try:
        parts = urllib.parse.urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise InputError([Fault("--endpoint", "", f"found {url!r}: {error}", "an http:// or https:// address")]) from None
    if parts.scheme not in ("http", "https") or not host or re.search(r"[\x00-\x20]", url):
        raise InputError([Fault("--endpoint", "", f"found {url!r}", "an http:// or https:// address")])
    if "@" in parts.netloc:
        # Not repeated in the message: it may hold a password.
        message = f"the address of {host} holds a user name or password"
        raise InputError([Fault("--endpoint", "", message, "an address without them")])


def portable(query: str) -> str:
    """The query with the prefixes and the base declared that it uses and leaves to kgquery."""
    words = tokens(query)
    used, declared = prefixes(words)
    head = [f"PREFIX {p}: <{PREFIXES[p]}>" for p in used if p not in declared and p in PREFIXES]
    if any(t.kind == "IRI" and not re.match(r"<[A-Za-z][A-Za-z0-9+.\-]*:", t.word) for t in words):
        head.insert(0, f"BASE <{BASE}>")
    return " ".join([*head, query])


def ask(url: str, query: str, kind: str, timeout: float) -> Found:
    """The endpoint's answer to a query of the form `kind` (SELECT, ASK, CONSTRUCT, DESCRIBE).

    Args:
        timeout: seconds to wait for the connection and for each part of the answer.

    Raises:
        InputError: the endpoint cannot be reached, refuses the query, sends the query elsewhere, or answers something that
            is no result; with what it said.
    """
    check_address(url)
    graph = kind in ("CONSTRUCT", "DESCRIBE")
    request = urllib.request.Request(
        url,
        data=urllib.parse.urlencode({"query": query}).encode("ascii"),
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": _ACCEPT_GRAPH if graph else _ACCEPT_ROWS,
            "User-Agent": f"kgquery/{__version__}",
        },
    )
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request, timeout=timeout) as answer:
            media = answer.headers.get_content_type() if answer.headers.get("Content-Type") else ""
            data = answer.read(LARGEST_ANSWER + 1)
    except urllib.error.HTTPError as error:
        raise _refusal(url, error) from None
    except TimeoutError:
        raise _fault(url, f"no answer within {timeout:g} s", "a longer --timeout") from None
    except urllib.error.URLError as error:
        raise _unreachable(url, error.reason, timeout) from None
    except (HTTPException, OSError, ssl.SSLError) as error:
        raise _unreachable(url, error, timeout) from None
    if len(data) > LARGEST_ANSWER:
        raise _fault(url, f"the answer is larger than {LARGEST_ANSWER >> 20} MB", "a query with LIMIT")
    return _parsed(url, data, media, graph)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirected POST would lose its query or send it to someone the user did not name."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: object, newurl: str
    ) -> None:
        return None


def _refusal(url: str, error: urllib.error.HTTPError) -> InputError:
    if 300 <= error.code < 400:
        target = error.headers.get("Location", "")
        message = f"the endpoint has moved (HTTP {error.code})"
        return _fault(url, message, f"--endpoint {urllib.parse.urljoin(url, target)}" if target else "its new address")
    try:
        said = error.read(4000).decode("utf-8", "replace")
    except (OSError, HTTPException):
        said = ""
    if "html" in error.headers.get_content_type():
        said = re.sub(r"<[^>]*>", " ", said)
    said = " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", said).split())[:500]
    reason = f"HTTP {error.code} {error.reason}" + (f": {said}" if said else "")
    return _fault(url, f"the endpoint refused the query: {reason}", "")


def _unreachable(url: str, reason: object, timeout: float) -> InputError:
    if isinstance(reason, TimeoutError):
        return _fault(url, f"no answer within {timeout:g} s", "a longer --timeout")
    text = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
    return _fault(url, f"the endpoint cannot be reached: {text}", "")


def _parsed(url: str, data: bytes, media: str, graph: bool) -> Found:
    known = _GRAPHS if graph else _ROWS
    if media not in known:
        what = "a graph" if graph else "rows or a yes or no"
        began = " ".join(data[:200].decode("utf-8", "replace").split())[:80]
        message = f"the answer is {media or 'of no stated type'}, not {what}; it begins {began!r}"
        raise _fault(url, message, ", ".join(known))
    try:
        if graph:
            return [quad.triple for quad in ox.parse(data, _GRAPHS[media], base_iri=url)]
        return ox.parse_query_results(data, _ROWS[media])
    except (SyntaxError, ValueError, OSError) as error:
        raise _fault(url, f"the answer is not the {media} that it says it is: {error}", "") from None


def _fault(url: str, message: str, allowed: str) -> InputError:
    return InputError([Fault(url, "", message, allowed)])
