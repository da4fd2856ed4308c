"""What sentences ask of enterprises: 不得, 必须, 应, and 督促 … 企业.

    urged       := 督促|监督 … enterprises …                  an agency is told to urge them
    direct      := enterprises [words] 必须|应当|要|不得|可以 …      the sentence itself binds them
    conditional := words 的，必须|应当|要|不得 …                    委托专业机构代为处置的，要落实…
    forbidden   := 严禁|禁止 enterprises … | 严禁|禁止在 facility 新建|使用|…
    enterprises := enterprise ([和|、|及|或] enterprise)* | … 的 facility

A phrase without a subject (…，不得购买…) binds the enterprise that the sentence named before it. What is only
encouraged or furthered (鼓励, 引导, 推动) is no obligation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.ingest.layout import Flow
from kg.ingest.model import Provision

_ENTERPRISE = r"(?:企业|单位(?!名称)|托运人|承运人|经营者|经营户|业主|医疗机构|服务机构|评价机构|学校(?!负责)|食堂|医院)"
_FACILITY = r"(?:装置|设施|罐区|重大危险源(?!数据|风险|安全风险)|化工项目|化工园区|园区|功能区|建设项目|场所)"
_MODAL_WORD = r"不得|严禁|禁止|必须|应当|可以"
_SIGN = rf"(?:(?!{_MODAL_WORD})[^，。；：《》])"
# A verb shows that the list of subjects is over: 督促企业、建立健全….
_VERB = r"落实|建立|开展|加强|办理|完善|强化|严格|履行|做好|推进|制定|组织|实施|配合|监督|检查|签订|提高|提升|加快|确保|按|对|自主|自觉|及时|定期"
_MORE = rf"(?:(?:以及|[和、及或])(?:(?!{_VERB}|{_MODAL_WORD})[^，。；：、《》]){{0,14}}?(?:{_ENTERPRISE}|{_FACILITY})|的(?:(?!{_VERB}|{_MODAL_WORD})[^，。；：、《》]){{0,12}}?{_FACILITY})"
_SUBJECT = rf"{_SIGN}{{0,34}}?(?:{_ENTERPRISE}|{_FACILITY}){_MORE}{{0,4}}"
_URGE = re.compile(
    rf"(?:督促|监督(?!管理|检查)|^要求|责令|敦促)(?:指导|落实|检查|引导|推动)?(?P<subject>{_SIGN}{{0,34}}?(?:{_ENTERPRISE}|园区){_MORE}{{0,4}})"
)
_AT_START = re.compile(rf"(?P<subject>{_SUBJECT})")
_FORBIDDEN = re.compile(
    rf"(?:坚决|一律)?(?:严禁|禁止|不允许)(?:在(?P<place>{_SIGN}{{0,30}}?{_FACILITY}外?)[内中上里]?(?=新建|改建|扩建|建设|生产|储存|使用|经营|销售|作业|排放|充装|堆放|从事)"
    rf"|(?P<subject>(?!在){_SIGN}{{0,30}}?{_ENTERPRISE}{_MORE}{{0,4}}))"
)
_MODALS = (
    ("prohibition", re.compile(r"不得|严禁|禁止")),
    ("obligation", re.compile(r"必须|应当|(?<![供对反相响适])应(?!急|用|对|力|具体)|须(?!知)|(?<![重需主必])要(?!求|素|点)")),
    ("permission", re.compile(r"可以(?!根|通)|允许")),
)
_NOT_A_SUBJECT = re.compile(
    r"^(?:加强|强化|建立|完善|落实|督促|推动|推进|引导|鼓励|开展|组织|依法|加大|严格|对|将|按|在|利用|提高|指导|监督|确保|全面|积极|进一步|制定|明确|深入|充分|"
    r"根据|依据|依托|通过|为|与|向|从|以|把|由|支持|要|使(?!用)|维护|负责|（[一二三四五六七八九十]|重点|构建|实施|统筹|健全|加快|研究)|部门|地区|政府|盟市|主管|成员单位|各单位|有关单位|相关单位|进企业|街道|手段|责任单位"
)  # fmt: skip
# Between a subject and its verb another one may stand: 化工园区所在地人民政府应出台…
_ANOTHER = re.compile(r"政府|部门|管委会|主管|机关|[局厅](?!部|限)|办事处")
_ONLY_ENCOURAGED = re.compile(r"(?:积极|大力|逐步)?(?:引导|鼓励|支持|推动)")
_CASE = re.compile(r"(?!对|针对|按|根据|经|由|将)[^，]{3,38}的")
# What an authority does about a case, not what the enterprise must do.
_SANCTION = re.compile(r"依法|依规|处罚|追究|移送|通报|关闭|吊销|取缔|责令|纳入|提请|查处|曝光|约谈|问责|收回|监督|督促|严肃|从严|处理|暂停|公示|公开")
_LONGEST = 2000
_LONGEST_SUBJECT = 40


def provisions_in(flow: Flow, first: int, last: int) -> list[Provision]:
    """The provisions between two places of a flow, in order; a modality counts once for a subject of a sentence."""
    found: list[Provision] = []
    for sentence in re.compile(r"[^。；\n]+(?:\n[^。；\n]+)*[。；]?").finditer(flow.folded, first, last):
        if sentence.end() - sentence.start() > _LONGEST:
            continue
        start, end = flow.source_span(sentence.start(), sentence.end())
        found += [Provision(*said, start, end) for said in said_in(sentence.group(), flow.text[sentence.start() : sentence.end()])]
    return found


def said_in(folded: str, written: str) -> list[tuple[str, str, bool]]:
    """(modality, subject, urged) for each thing that a sentence asks, given folded and as written."""
    return list(dict.fromkeys(said for said in _said(folded, written) if 2 <= len(said[1]) <= _LONGEST_SUBJECT))


def _said(folded: str, written: str) -> Iterator[tuple[str, str, bool]]:
    subject: str | None = None
    urged = False
    case: str | None = None
    for phrase in re.finditer(r"[^，：]+", folded):
        words = phrase.group()
        if _ONLY_ENCOURAGED.match(words) and not _URGE.search(words):
            subject = case = None
            continue
        forbidden = _FORBIDDEN.match(words) if subject is None else None
        if forbidden:
            group = "place" if forbidden["place"] else "subject"
            yield "prohibition", _tidy(written[phrase.start() + forbidden.start(group) : phrase.start() + forbidden.end(group)]), False
            continue
        urge = _URGE.search(words)
        own = urge or _AT_START.match(words)
        if own and not _NOT_A_SUBJECT.search(own["subject"]):
            subject = _tidy(written[phrase.start() + own.start("subject") : phrase.start() + own.end("subject")])
            urged, case = urge is not None, None
            if urge:
                yield "obligation", subject, True
            words = words[own.end("subject") :]
            limit = 16
        else:
            limit = 4
        if case is not None and not _SANCTION.search(words):
            modality = _modality(words, 2)
            if modality:
                yield modality, case, False
                # What follows goes on about the case.
                subject, urged = case, False
        elif subject is not None:
            modality = _modality(words, limit)
            if modality:
                yield modality, subject, urged
        case = None
        if _CASE.fullmatch(words) and not _ANOTHER.search(words) and subject is None:
            case = _tidy(written[phrase.start() : phrase.end()])


def _modality(words: str, limit: int) -> str | None:
    for modality, pattern in _MODALS:
        modal = pattern.search(words)
        if modal and modal.start() <= limit and not _ANOTHER.search(words, 0, modal.start()):
            return modality
    return None


def _tidy(subject: str) -> str:
    subject = re.sub(r"^\d{1,2}[.、．]", "", subject.replace("\n", ""))
    return re.sub(r"^(?:对|的|各类?|辖区内|全区|全市|新的)(?=.{3,})", "", subject)
