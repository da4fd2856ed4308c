"""`kgquery export`: pictures for a briefing, and the graph behind them for other tools."""

from __future__ import annotations

import argparse
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from kg.cli.arguments import add_date, add_enterprise, add_status, date_of, statuses_of, write_output
from kg.errors import Fault, InputError, nearest_name
from kg.views.catalog import FORMATS, VIEWS, listing

if TYPE_CHECKING:
    from kg.knowledge import Knowledge

EPILOG = """examples:
  kgquery export --list
      the views and the formats
  kgquery export responsibility --document xicheng-2017 --output responsibility.html
      who bears which task of one plan, as a page that works offline
  kgquery export enterprise --enterprise examples/xicheng-hospital.json --as-of 2018-06-01 --output hospital.svg
      an enterprise, its duties and who bears them, for a report
  kgquery export responsibility --output plans.graphml
      every plan as a graph for Gephi, yEd or networkx"""

_NEEDED = {"networkx": "networkx", "vl_convert": "vl-convert-python"}


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "export", epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Pictures for a briefing, and the graph behind them for other tools; the suffix of FILE says which.",
    )  # fmt: skip
    parser.add_argument("view", metavar="VIEW", nargs="?", help=f"{' or '.join(VIEWS)}")
    parser.add_argument("--output", "-o", metavar="FILE", help=f"write there; ends in {', '.join(FORMATS)}")
    parser.add_argument("--list", action="store_true", help="name the views and formats")
    parser.add_argument("--document", "-d", metavar="ID", help="only this plan (or, in the view enterprise, this statute)")
    add_enterprise(parser, required=False)
    add_date(parser)
    add_status(parser, "which obligations the view enterprise shows")
    parser.add_argument("--lang", choices=["zh", "en"], default="zh", help="language of the picture (default: zh)")


def run(arguments: argparse.Namespace) -> int:
    if arguments.list:
        write_output(listing(arguments.lang), None)
        return 0
    form = _checked(arguments)
    as_of = date_of(arguments.as_of)
    try:
        text = _export(arguments, form, as_of)
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in _NEEDED:
            raise
        message = f"this needs the library {missing}, which is not installed"
        raise InputError([Fault("export", "", f"{message}: python -m pip install {_NEEDED[missing]}")]) from None
    write_output(text, arguments.output)
    return 0


def _checked(arguments: argparse.Namespace) -> str:
    """The format that the arguments ask for. Raises InputError with every fault in them."""
    faults = []
    if arguments.view is None:
        faults.append(Fault("VIEW", "", "no view named", ", ".join(VIEWS)))
    elif arguments.view not in VIEWS:
        near = nearest_name(arguments.view, VIEWS, 0.4)
        faults.append(Fault("VIEW", "", f"there is no view {arguments.view!r}", ", ".join(VIEWS), near))
    suffix = PurePath(arguments.output or "").suffix.lower()
    if arguments.output is None:
        faults.append(Fault("--output", "", "no file named", f"a file that ends in {', '.join(FORMATS)}"))
    elif suffix not in FORMATS:
        found = f"found the suffix {suffix!r}" if suffix else f"{arguments.output!r} has no suffix"
        faults.append(Fault("--output", "", found, ", ".join(FORMATS), nearest_name(suffix, FORMATS, 0.4)))
    if arguments.view == "enterprise" and arguments.enterprise is None:
        faults.append(Fault("--enterprise", "", "the view enterprise needs a profile", "--enterprise PROFILE.json"))
    if arguments.view == "responsibility" and arguments.status is not None:
        faults.append(Fault("--status", "", "the view responsibility shows every task of a plan", "the view enterprise"))
    if faults:
        raise InputError(faults)
    return suffix


def _export(arguments: argparse.Namespace, form: str, as_of: str) -> str:
    from kg.knowledge import open_knowledge

    knowledge = open_knowledge()
    if arguments.view == "responsibility":
        from kg.views.responsibility import responsibility_graph, responsibility_picture

        # Without a date the plans are shown as they were written, which no day changes.
        day = as_of if arguments.as_of or arguments.enterprise else None
        graph = responsibility_graph(knowledge, _plans(arguments, knowledge, as_of), day, arguments.lang)
        return _rendered(form, graph, lambda: responsibility_picture(graph, knowledge))
    from kg.answer.obligations import answer
    from kg.profile.read import read_profile
    from kg.views.enterprise import enterprise_graph, enterprise_picture

    catalogue = knowledge.catalogue
    if arguments.document is not None:
        _check_document(arguments.document, [*catalogue["documents"], *catalogue["instruments"]], list(catalogue["documents"]))
    enterprise = read_profile(arguments.enterprise, knowledge)
    found = answer(knowledge, enterprise, as_of, statuses_of(arguments.status))
    graph = enterprise_graph(found, arguments.lang, arguments.document or "")
    return _rendered(form, graph, lambda: enterprise_picture(graph, catalogue["labels"]))


def _plans(arguments: argparse.Namespace, knowledge: Knowledge, as_of: str) -> list[str]:
    """The plans to show: the one named, or all; with an enterprise, those that apply to it on that date."""
    known = list(knowledge.catalogue["documents"])
    if arguments.document is not None:
        _check_document(arguments.document, known, known)
        known = [arguments.document]
    if arguments.enterprise is None:
        return known
    from kg.profile.facts import Facts
    from kg.profile.read import read_profile

    facts = Facts(read_profile(arguments.enterprise, knowledge), as_of)
    applying = {row[0] for row in knowledge.prepared.infer(facts.rows, facts.open_rows).rows("applies")}
    return [name for name in known if name in applying]


def _check_document(name: str, known: list[str], named: list[str]) -> None:
    if name not in known:
        near = nearest_name(name, known, 0.4)
        raise InputError([Fault("--document", "", f"there is no document {name!r}", ", ".join(named), near)])


def _rendered(form: str, graph: Any, arranged: Any) -> str:
    if form == ".graphml":
        from kg.views.graphml import as_graphml

        return as_graphml(graph)
    if form == ".svg":
        from kg.views.svg import as_svg

        return as_svg(arranged())
    from kg.views.html import as_html

    return as_html(arranged())
