"""What sentences ask of enterprises: 不得, 必须, 应, and 督促 … 企业.

    urged   := 督促|推动|监督 … enterprise …               an agency is told to urge it
    direct  := enterprise [words] 必须|应当|要|不得|可以 …   the sentence itself binds it

A phrase without a subject (…，不得购买…) binds the enterprise that the sentence named before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.ingest.layout import Flow
from kg.ingest.model import Provision

_ENTERPRISE = r"(?:企业|单位(?!名称)|托运人|承运人|经营者|经营户|业主|医疗机构|服务机构|评价机构|学校(?!负责)|食堂|医院)"
_FACILITY = r"(?:装置|设施|罐区|重大危险源(?!数据|风险|安全风险)|化工项目|化工园区|园区|功能区|建设项目|场所)"
_SUBJECT = rf"(?:[^，。；：《》]{{0,34}}?{_ENTERPRISE}|[^，。；：《》]{{0,34}}?{_FACILITY})"
_URGE = re.compile(rf"(?:督促|推动(?!作用)|监督(?!管理|检查)|^要求|责令|敦促)(?:指导|落实)?(?P<subject>[^，。；：《》]{{0,34}}?(?:{_ENTERPRISE}|园区))")
_AT_START = re.compile(rf"(?P<subject>{_SUBJECT})")
_MODALS = (
    ("prohibition", re.compile(r"不得|严禁|禁止")),
    ("obligation", re.compile(r"必须|应当|(?<![供对反相响适])应(?!急|用|对|力|具)|须(?!知)|(?<![重需主必])要(?!求|素|点)")),
    ("permission", re.compile(r"可以(?!根|通)|允许")),
)
_NOT_A_SUBJECT = re.compile(
    r"^(?:加强|强化|建立|完善|落实|督促|推动|推进|引导|鼓励|开展|组织|依法|加大|严格|对|将|按|在|利用|提高|指导|监督|确保|全面|积极|进一步|制定|明确|深入|充分|"
    r"根据|依据|依托|通过|为|与|向|从|以|把|由|支持|要|使(?!用)|维护|负责|（[一二三四五六七八九十]|重点|构建|实施|统筹|健全|加快|研究)|部门|地区|政府|盟市|主管|成员单位|各单位|有关单位|相关单位|进企业|街道|手段|责任单位"
)  # fmt: skip
_LONGEST = 2000


def provisions_in(flow: Flow, first: int, last: int) -> list[Provision]:
    """The provisions between two places of a flow, in order; a modality counts once for a subject of a sentence."""
    found: list[Provision] = []
    for sentence in re.compile(r"[^。；\n]+(?:\n[^。；\n]+)*[。；]?").finditer(flow.folded, first, last):
        if sentence.end() - sentence.start() > _LONGEST:
            continue
        start, end = flow.source_span(sentence.start(), sentence.end())
        written = flow.text[sentence.start() : sentence.end()]
        said = dict.fromkeys(_said(sentence.group(), written))
        found += [Provision(modality, subject, urged, start, end) for modality, subject, urged in said]
    return found


def _said(folded: str, written: str) -> Iterator[tuple[str, str, bool]]:
    """(modality, subject, urged) for each thing that a sentence asks."""
    subject: str | None = None
    urged = False
    for phrase in re.finditer(r"[^，：]+", folded):
        words = phrase.group()
        urge = _URGE.search(words)
        own = urge or _AT_START.match(words)
        if own and not _NOT_A_SUBJECT.search(own["subject"]):
            subject = _tidy(written[phrase.start() + own.start("subject") : phrase.start() + own.end("subject")])
            urged = urge is not None
            if urge:
                yield "obligation", subject, True
            words = words[own.end("subject") :]
            limit = 16
        else:
            limit = 4
        if subject is None:
            continue
        for modality, pattern in _MODALS:
            modal = pattern.search(words)
            if modal and modal.start() <= limit:
                yield modality, subject, urged
                break


def _tidy(subject: str) -> str:
    subject = re.sub(r"^\d{1,2}[.、．]", "", subject.replace("\n", ""))
    return re.sub(r"^(?:对|的|有关|相关|各类?|辖区内|全区|全市|新的)(?=.{3,})", "", subject)
