"""`kgquery query`: SPARQL over the graph, ready-made or one's own, with or without one enterprise, here or at an endpoint."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from kg.cli.arguments import add_date, add_enterprise, date_of, terminal_columns, write_output
from kg.errors import EXIT_NEEDS_ATTENTION, Fault, InputError

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.sparql.declared import Query
    from kg.sparql.results import Rendered

EPILOG = """examples:
  kgquery query --list
      the ready queries, what each is for, and its parameters
  kgquery query tasks-of-body --param body=区安全监管局 --param document=xicheng-2017
      a ready query; --show prints it, to copy and change
  kgquery query my.rq --format csv
      one's own; the prefixes kg: eli: skos: org: dcterms: … need not be declared
  kgquery query obligations-by-bearer --enterprise examples/xicheng-hospital.json --as-of 2018-06-01
      over the graph with one enterprise's facts and obligations
  echo 'DESCRIBE <xicheng-2017/1>' | kgquery query - --format ttl
      from standard input
  kgquery query my.rq --endpoint http://localhost:7878/query
      the same query at another SPARQL endpoint

--param NAME=VALUE binds ?NAME; a query's ?asOf is bound to --as-of (today when left out).
formats: SELECT table json csv tsv xml; ASK table json xml; CONSTRUCT and DESCRIBE table ttl json (JSON-LD) xml (RDF/XML)"""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "query", epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="SPARQL 1.1 over the graph; with --enterprise, over the graph with that enterprise's facts and obligations.",
    )  # fmt: skip
    parser.add_argument("query", nargs="?", metavar="NAME|FILE.rq", help="a ready query, a file, or - for standard input")
    parser.add_argument("--list", action="store_true", help="name the ready queries (with --format json for programs)")
    parser.add_argument("--show", action="store_true", help="print the query instead of running it")
    add_enterprise(parser, required=False)
    add_date(parser)
    parser.add_argument("--param", "-p", action="append", default=[], metavar="NAME=VALUE", help="bind a variable; may be repeated")
    parser.add_argument("--endpoint", metavar="URL", help="ask this SPARQL endpoint instead of the graph here")
    parser.add_argument(
        "--format", choices=["table", "json", "csv", "tsv", "xml", "ttl"], help="default: table; ttl for a graph"
    )
    parser.add_argument("--timeout", type=_seconds, default=60.0, metavar="SECONDS", help="give up after that long (default: 60)")
    parser.add_argument("--allow-service", action="store_true", help="let SERVICE in the query call other servers")
    parser.add_argument("--output", "-o", metavar="FILE", help="write there instead of to standard output")


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 86400:
        raise argparse.ArgumentTypeError(f"found {text!r}; allowed: seconds, more than 0 and at most 86400")
    return seconds


def run(arguments: argparse.Namespace) -> int:
    from kg.sparql.shipped import find

    if arguments.list:
        return _list(arguments)
    if arguments.query is None:
        raise InputError([Fault("kgquery query", "", "nothing to ask", "a name from `kgquery query --list`, a file, or -")])
    query = find(arguments.query)
    if arguments.show:
        write_output(query.text, arguments.output)
        return 0
    rendered = _answer(query, arguments)
    write_output(rendered.data.decode("utf-8"), arguments.output)
    if rendered.note:
        print(f"{query.name}: {rendered.note}", file=sys.stderr)
        return EXIT_NEEDS_ATTENTION
    return 0


def _answer(query: Query, arguments: argparse.Namespace) -> Rendered:
    from kg.sparql.faults import refuse_unreadable
    from kg.sparql.parameters import bindings, bound
    from kg.sparql.results import check_format

    as_of = date_of(arguments.as_of)
    # At an endpoint SERVICE is that server's matter; here it would be a call that nobody expects.
    kind = refuse_unreadable(query.name, query.text, arguments.allow_service or arguments.endpoint is not None)
    form = arguments.format or ("ttl" if kind in ("CONSTRUCT", "DESCRIBE") else "table")
    check_format(query.name, kind, form)
    _check_use(query, arguments)
    if arguments.endpoint is not None:
        from kg.sparql.endpoint import check_address
        from kg.sparql.run import there

        check_address(arguments.endpoint)
        text = bound(query.name, query.text, bindings(query, arguments.param, as_of, None))
        return there(arguments.endpoint, query.name, text, kind, form, terminal_columns(), arguments.timeout)
    from kg.sparql.graph import Names, open_graph
    from kg.sparql.run import check_syntax, here

    quads = _enterprise(arguments.enterprise, as_of) if arguments.enterprise else None
    with open_graph() as plain:
        check_syntax(query.name, query.text, arguments.timeout)
        text = bound(query.name, query.text, bindings(query, arguments.param, as_of, Names(plain.store)))
        if quads is None:
            return here(plain, query.name, text, form, terminal_columns(), arguments.timeout)
        with plain.extended(quads) as extended:
            return here(extended, query.name, text, form, terminal_columns(), arguments.timeout)


def _check_use(query: Query, arguments: argparse.Namespace) -> None:
    from kg.sparql.declared import AS_OF
    from kg.sparql.tokens import tokens, variables

    faults = []
    if arguments.enterprise and arguments.endpoint is not None:
        message = "an endpoint knows nothing of this enterprise, and its profile is not sent away"
        faults.append(Fault("--enterprise", "", message, "--enterprise or --endpoint, not both"))
    elif query.needs_enterprise and not arguments.enterprise:
        message = "this query asks about one enterprise" + (", which an endpoint cannot" if arguments.endpoint else "")
        faults.append(Fault(query.name, "", message, "--enterprise PROFILE.json"))
    if arguments.as_of is not None and not arguments.enterprise and AS_OF not in variables(tokens(query.text)):
        message = "the query does not ask about a date, so --as-of would change nothing"
        faults.append(Fault(query.name, "", message, f"a query that uses ?{AS_OF}, or --enterprise"))
    if faults:
        raise InputError(faults)


def _enterprise(path: str, as_of: str) -> list[ox.Quad]:
    from kg.answer.obligations import answer
    from kg.knowledge import open_knowledge
    from kg.profile.read import read_profile
    from kg.sparql.enterprise import enterprise_quads

    knowledge = open_knowledge()
    return enterprise_quads(answer(knowledge, read_profile(path, knowledge), as_of))


def _list(arguments: argparse.Namespace) -> int:
    from kg.sparql.shipped import shipped

    queries = shipped()
    if arguments.format not in (None, "table", "json"):
        raise InputError([Fault("--format", "", f"the list cannot be written as {arguments.format}", "table, json")])
    if arguments.format == "json":
        entries = [
            {
                "name": q.name, "title": q.title, "purpose": q.purpose, "enterprise": q.needs_enterprise,
                "parameters": [
                    {"name": p.name, "type": p.type, "default": p.default, "meaning": p.meaning} for p in q.parameters
                ],
            }
            for q in queries
        ]  # fmt: skip
        write_output(json.dumps(entries, ensure_ascii=False, indent=2) + "\n", arguments.output)
        return 0
    write_output("\n".join(line for q in queries for line in _listed(q)) + "\n", arguments.output)
    return 0


def _listed(query: Query) -> list[str]:
    from kg.answer.text import wrap
    from kg.sparql.declared import AS_OF

    columns = terminal_columns()
    needs = ["--enterprise PROFILE.json"] if query.needs_enterprise else []
    for parameter in query.parameters:
        if parameter.name == AS_OF:
            needs.append("[--as-of DATE]")
        else:
            shown = f"--param {parameter.name}={parameter.type.upper()}"
            needs.append(shown if parameter.default is None else f"[{shown}]")
    lines = [f"    {line}" for line in wrap(query.purpose, columns - 4)]
    return [query.name, *lines, *(f"      {line}" for line in ([" ".join(needs)] if needs else []))]
