"""How things are called in sentences and tables, in Chinese or English."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from kg.knowledge import Knowledge
from kg.numbers import decimal

# The type of an argument, and the scheme whose concepts it takes.
_SCHEMES = {
    "Activity": "activity", "Sector": "sector", "Facility": "facility", "Hazard": "hazard", "Role": "role",
    "Modality": "modality", "Certainty": "certainty", "Level": "level", "Function": "function", "Status": "status",
    "DeadlineKind": "deadline", "ProjectKind": "projectkind", "ProjectStage": "projectstage",
}  # fmt: skip
# Arguments that no profile can give a name: whatever it calls its units and holdings, a task stays the task.
_NEVER_OWN = frozenset({*_SCHEMES, "Class", "Document", "Duty", "Statement", "Place", "Process"})


class Labels:
    """Labels of values, from the knowledge base and the profile at hand."""

    def __init__(self, knowledge: Knowledge, own: dict[str, str], as_of: str) -> None:
        self.knowledge = knowledge
        self.own = own
        self.as_of = as_of
        self.catalogue = knowledge.catalogue
        self._made: dict[tuple[str, Any, str], str] = {}

    def __call__(self, kind: str, value: Any, lang: str = "zh") -> str:
        """The label of `value`, an argument of the type `kind`; the value itself where nothing better is known."""
        key = (kind, value, lang)
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self.make(kind, value, lang)
        return made

    def make(self, kind: str, value: Any, lang: str) -> str:
        if isinstance(value, Fraction):
            return decimal(value)
        if isinstance(value, bool):
            return {"zh": ("否", "是"), "en": ("no", "yes")}[lang][value]
        text = str(value)
        if text in self.own and kind not in _NEVER_OWN:
            return self.own[text]
        english = lang == "en"
        if kind in _SCHEMES:
            pair = self.catalogue["labels"].get(_SCHEMES[kind], {}).get(text)
            return pair[english] if pair else text
        if kind == "Class":
            pair = self.catalogue["classes"].get(text)
            return pair[english] if pair else text
        return self.entity(kind, text, english)

    def entity(self, kind: str, text: str, english: bool) -> str:
        if kind == "Document":
            return self.document(text)
        if kind == "Duty":
            return self.duty(text)
        if kind == "Body":
            return self.body(text)
        if kind == "Statement":
            return self.statement(text, english)
        if kind == "Place":
            return self.place(text)
        if kind == "Collection":
            listed = self.catalogue["lists"].get(text.removeprefix("list/"))
            return str(listed["en" if english else "zh"]) if listed else text
        if kind == "Entry":
            number = text.rpartition("/")[2]
            return f"line {number}" if english else f"第{number}项"
        if kind == "Chemical":
            found_chemical = self.knowledge.substances.by_id(text)
            return found_chemical.name if found_chemical is not None else text.removeprefix("chemical/")
        if kind == "Process":
            found_process = self.knowledge.processes.by_id(text)
            return found_process.name if found_process is not None else text.removeprefix("process/")
        return text

    def cas(self, chemical: str) -> str:
        """The usual CAS number of a chemical, or its compact name where it has none."""
        found = self.knowledge.substances.by_id(chemical)
        return found.cas[0] if found is not None and found.cas else chemical

    def place(self, text: str) -> str:
        found = self.knowledge.places.find(text.removeprefix("place/"))
        return found.place.full_name if found.place is not None else text

    def place_at(self, places: tuple[str, ...], level: str) -> str:
        """The name of the one of `places`, the enterprise's and those around it, that is of a level."""
        for text in places:
            found = self.knowledge.places.find(text.removeprefix("place/"))
            if found.place is not None and found.place.level == level:
                return found.place.full_name
        return ""

    def document(self, text: str) -> str:
        entry = self.catalogue["documents"].get(text)
        if entry is None:
            return text
        return str(entry.get("number") or f"《{entry['title']}》")

    def duty(self, text: str) -> str:
        task = self.catalogue["tasks"].get(text)
        if task is None:
            return provision_title(text, self.catalogue)
        number = f"第{task['printed']}项" if task.get("printed") is not None else ""
        return f"{self.document(task['document'])}{task.get('section') or ''}{number}“{task['title']}”"

    def body(self, text: str, date: str = "") -> str:
        """What a body is called on `date`, or on the date asked about."""
        date = date or self.as_of
        if text.startswith("generic/"):
            _, function, level = text.split("/")
            return generic_name(self.catalogue["generic"].get(function, ()), level, date) or text
        entry = self.catalogue["bodies"].get(text)
        return (name_at(entry, date) if entry else self.catalogue["holders"].get(text)) or text

    def issued(self, document: str | None, duty: str | None) -> str:
        """The day on which a document, or the document of a task, was issued; nothing for a statute's provision."""
        document = document or self.catalogue["tasks"].get(duty, {}).get("document", "")
        return str(self.catalogue["documents"].get(document, {}).get("issued", ""))

    def statement(self, text: str, english: bool) -> str:
        entry = self.catalogue["statements"].get(text, {})
        action = entry.get("action_en") if english else entry.get("action_zh")
        if action:
            return str(action)
        if "name" in entry:
            scope = scope_phrase(entry.get("scope"))
            return f"{scope}：{entry['name']}" if scope else str(entry["name"])
        return text


def scope_phrase(scope: str | None) -> str | None:
    """A scope as a phrase: outer and inner words of `使用环节/医疗机构` joined by 的."""
    return scope.replace("/", "的") if scope else None


def name_at(body: dict[str, Any], date: str, function: str = "") -> str:
    """The full name of the body that holds the function at `date`; the nearest earlier or first name outside every period."""
    names = body["full"]
    wanted = function or body.get("main", "")
    fitting = [n for n in names if not wanted or n[3] in ("", wanted)] or names
    for start, end, name, _ in fitting:
        if start <= date <= end:
            return str(name)
    earlier = [n for n in fitting if n[0] <= date]
    if earlier:
        return str(earlier[-1][2])
    return str(fitting[0][2]) if fitting else ""


def split_provision(provision: str) -> tuple[str, str, str]:
    """`reg_hazchem_2013/25.2` as instrument, article and paragraph; the last two may be empty."""
    instrument, _, article = provision.partition("/")
    number, _, paragraph = article.partition(".")
    return instrument, number, paragraph


def provision_title(provision: str, catalogue: dict[str, Any]) -> str:
    """`reg_hazchem_2013/25.2` as 《危险化学品安全管理条例》第25条第2款."""
    instrument, number, paragraph = split_provision(provision)
    entry = catalogue["instruments"].get(instrument)
    title = f"《{entry['title']}》" if entry else instrument
    if not number:
        return title
    return f"{title}第{number}条" + (f"第{paragraph}款" if paragraph else "")


def generic_name(names: Any, level: str, date: str) -> str:
    """What statutes call the department of a level at a date, of the entries (from, to, level, name) of one function.

    A reform ends one entry and begins another on the same day, level by level.
    """
    for start, end, at, name in names:
        if at in ("", level) and start <= date < end:
            return str(name)
    return ""
