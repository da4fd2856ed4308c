"""What each error code of the rule language means, with an example of the fault and of its mending."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of fault: its title, why it is one, how it looks and how it is mended (rule text; empty where none helps)."""

    title: str
    why: str
    wrong: str = ""
    right: str = ""


_R = "relation p(x: Text) from graph\nrelation q(x: Text)\n"

CODES: dict[str, Code] = {
    "R001": Code("A file cannot be read", "The path does not exist, may not be read, or the file is not UTF-8 text; or a folder holds no rule file."),
    "R002": Code(
        "A quotation is not closed", "A quoted text ends on the line on which it begins.",
        'fact p("fire brigade)', 'fact p("fire brigade")',
    ),
    "R003": Code(
        "A statement begins with an unknown word",
        "A rule file consists of type, relation, rule, fact and table statements and nothing else.",
        "rul r if p(?x) then q(?x)", "rule r if p(?x) then q(?x)",
    ),
    "R004": Code(
        "Something is not expected here, or is missing",
        "The text does not follow the grammar at the place underlined; the message says what could stand there.",
        "rule r if p(?x, ) then q(?x)", "rule r if p(?x) then q(?x)",
    ),
    "R005": Code(
        "Parentheses do not match", "Each parenthesis that is opened is closed in the same clause.",
        "rule r if p(?x then q(?x)", "rule r if p(?x) then q(?x)",
    ),
    "R006": Code(
        "Not a day of the calendar", "What looks like a date must be one. Text that only looks like a date is quoted.",
        "fact due(2018-02-30)", "fact due(2018-02-28)",
    ),
    "R007": Code(
        "A bound is exceeded",
        "Files, rules, premises and nesting have bounds (see GRAMMAR.md), so that any input is read in bounded time.",
    ),
    "R008": Code(
        "A clause is missing, empty or said twice",
        "A rule has exactly one “then”, at most one “if” and one “valid”; a clause says something.",
        "rule r if p(?x)", "rule r if p(?x) then q(?x)",
    ),
    "R009": Code(
        "A premise stands for a value, or a value for a premise",
        "Relations and comparisons are true or false; constants, variables, arithmetic and functions have a value.",
        "rule r if ?x then q(?x)", "rule r if p(?x) then q(?x)",
    ),
    "R010": Code(
        "A cell of a table is not one constant", "Cells are words, numbers, dates or quoted texts.",
        "table p\n    fire brigade", 'table p\n    "fire brigade"',
    ),
    "R011": Code(
        "Unknown type", "Types are Text, Number, Date, Boolean and those declared with “type”.",
        "relation p(x: Agency)", "type Agency\nrelation p(x: Agency)",
    ),
    "R012": Code(
        "Unknown relation", "A relation is declared, with the types of its arguments, before or after it is used.",
        "rule r if pp(?x) then q(?x)", "rule r if p(?x) then q(?x)",
    ),
    "R013": Code("A name is declared twice", "Types, relations and rules each have a name of their own.",
                 "type Body\ntype Body", "type Body"),
    "R014": Code(
        "Wrong number of arguments", "An atom, a table's row and a table's headings have as many as the relation declares.",
        "rule r if p(?x, ?y) then q(?x)", "rule r if p(?x) then q(?x)",
    ),
    "R015": Code(
        "Unknown function, or wrong number of arguments",
        "Values are computed by + - * / and the functions that GRAMMAR.md lists. A relation gives values to variables in a premise.",
        "rule r if due(?d) and ?e = add_weeks(?d, 2) then q(?e)", "rule r if due(?d) and ?e = add_days(?d, 14) then q(?e)",
    ),
    "R016": Code("An unknown rule is overridden", "The rule that is overridden is part of the program.",
                 "overrides named-bear", "overrides named-bearer"),
    "R017": Code(
        "The graph does not know the basis", "A basis is the id of an instrument or document in the ontology.",
        'basis reg_hazchem_2031 "第15条"', 'basis reg_hazchem_2013 "第15条"',
    ),
    "R018": Code("Two arguments of one name", "The arguments of a relation are told apart by their names.",
                 "relation p(x: Text, x: Text)", "relation p(x: Text, y: Text)"),
    "R019": Code("A phrase names no argument", "Braces in a phrase hold the name of an argument.",
                 'relation p(x: Text) en "{y} holds"', 'relation p(x: Text) en "{x} holds"'),
    "R020": Code(
        "Not said in both languages",
        "Explanations are asked for in Chinese and in English, so the project's own types, relations and rules each have zh and en. "
        "Of other files `kgquery rules check --bilingual` asks it too.",
        'rule r zh "登记者须备案。" if p(?x) then q(?x)', 'rule r zh "登记者须备案。" en "Who is registered files." if p(?x) then q(?x)',
    ),
    "R021": Code(
        "A variable is two kinds of thing",
        "Within one rule a variable has one type. A kind of a type may stand for it (type Task is Duty).",
        "rule r if p(?x) and date-of(?x) then q(?x)", "rule r if p(?x) and date-of(?d) then q(?x)",
    ),
    "R022": Code("A constant of the wrong type", "A constant fits the type of its place; a code made of digits is quoted.",
                 "fact place(110102)", 'fact place("110102")'),
    "R023": Code(
        "Operands of the wrong type",
        "Arithmetic is for numbers, order for numbers and dates; what is compared is of one type. Dates have functions.",
        "?d + 15", "add_days(?d, 15)",
    ),
    "R031": Code(
        "A conclusion without a value",
        "Each variable of a conclusion gets its value from a premise that must hold, in every alternative.",
        "rule r if p(?x) then q(?y)", "rule r if p(?x) then q(?x)",
    ),
    "R032": Code(
        "A comparison or computation without a value", "What is compared or computed has its value from another premise.",
        "rule r if p(?x) and ?n > 3 then q(?x)", "rule r if p(?x) and size(?x, ?n) and ?n > 3 then q(?x)",
    ),
    "R033": Code(
        "A comparison under “not” or “unless” without a value",
        "A variable that is compared there has its value outside, or from a premise beside it.",
        "unless ?n > 3", "unless size(?x, ?n) and ?n > 3",
    ),
    "R034": Code(
        "A total that cannot be made, or runs over one value only",
        "What is summed comes from the total's own premises, under a name that is used nowhere else in the rule.",
        "if amount(?x, ?q) and ?s = sum of ?q over amount(?x, ?q)", "if ?s = sum of ?q over amount(?x, ?q)",
    ),
    "R035": Code("A fact that is not all constants", "A fact says something of certain things. What holds of all is a rule.",
                 "fact p(?x)", "fact p(chlorine)"),
    "R036": Code(
        "A variable that occurs once beside one nearly the same",
        "It would stand for anything at all, which is seldom meant. Where it is, write _.",
        "rule r if p(?chemical) and q(?chemcal) then s(?chemical)", "rule r if p(?chemical) and q(?chemical) then s(?chemical)",
    ),
    "R041": Code(
        "Negation or a total in a circle",
        "What is concluded from the absence of something (or a total over it) must not itself lead to that something: "
        "there would be no order in which to conclude. What rules conclude against each other is settled once it is known which of "
        "them apply, so neither side may rest on it.",
        "rule a if p(?x) and not s(?x) then q(?x)\nrule b if q(?x) then s(?x)",
        "rule a if p(?x) and not t(?x) then q(?x)\nrule b if q(?x) then s(?x)",
    ),
    "R042": Code(
        "Rules go against each other and neither prevails",
        "One obliges and another prohibits, or one concludes and another denies, of the same thing at the same time. "
        "Say which prevails and why, or let the premises exclude each other.",
        "rule a if p(?x) then obligation q(?x)\nrule b if s(?x) then prohibition q(?x)",
        "rule a if p(?x) then obligation q(?x)\nrule b if s(?x) then prohibition q(?x)\n    overrides a as lex specialis",
    ),
    "R043": Code("Rules override one another in a circle", "Which rule prevails must have an end.",
                 "rule a … overrides b\nrule b … overrides a", "rule a … overrides b"),
    "R044": Code(
        "A rule denies what an enterprise says of itself",
        "What a profile states is a fact. A rule may draw its own conclusion from it and override that.",
        "relation stores(x: Text) from profile\nrule r if p(?x) then not stores(?x)",
        "relation stores(x: Text) from profile\nrelation keeps(x: Text)\nrule k if stores(?x) then keeps(?x)\n"
        "rule r if p(?x) then not keeps(?x)\n    overrides k as lex specialis",
    ),
    "R045": Code(
        "Overriding that settles nothing",
        "A rule prevails over another where one concludes against the other. Rules that conclude different things both apply: a rule "
        "that is to give way says so itself, with “unless”, or the other denies what it concludes.",
        "rule a if p(?x) then term(?x, 30)\nrule b if p(?x) and small(?x) then term(?x, 60)\n    overrides a as lex specialis",
        "rule a if p(?x)\n    unless small(?x)\n    then term(?x, 30)\nrule b if p(?x) and small(?x) then term(?x, 60)",
    ),
    "R051": Code(
        "A rule that nothing feeds",
        "One of its premises is about a relation without facts, without a source, and which no rule that can fire concludes; or "
        "asks for a value that no fact, no rule and no code of a profile gives there, or for what is only concluded on days on which the rule is not in force.",
        _R + "relation n(x: Text)\nrule r if n(?x) then q(?x)", _R + "rule r if p(?x) then q(?x)",
    ),
    "R052": Code("A rule that contradicts itself", "Its premises can never hold together.",
                 "if size(?x, ?n) and ?n > 5 and ?n < 3", "if size(?x, ?n) and ?n > 3 and ?n < 5"),
    "R053": Code("A rule out of force at every date", "Its first day is after its last.",
                 "valid from 2019-01-01 to 2018-01-01", "valid from 2018-01-01 to 2019-01-01"),
    "R061": Code(
        "A rule that another language cannot say",
        "SPARQL 1.1 has no arithmetic on dates, for one. The message names what stands in the way; `--to rules` says all.",
    ),
}  # fmt: skip


def explanation(code: str) -> str:
    """The page entry of a code, in Markdown. Raises KeyError for a code that does not exist."""
    entry = CODES[code]
    lines = [f"## {code}: {entry.title}", "", entry.why]
    if entry.wrong:
        lines += [
            "",
            "Not:",
            "",
            "```",
            *entry.wrong.split("\n"),
            "```",
            "",
            "but:",
            "",
            "```",
            *entry.right.split("\n"),
            "```",
        ]
    return "\n".join(lines) + "\n"


def page() -> str:
    """rules/ERRORS.md: an entry for every code."""
    head = "# The error codes of the rule language\n\nThe same text comes from `kgquery rules show R042`.\n"
    return "\n".join([head, *map(explanation, CODES)])
