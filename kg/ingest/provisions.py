"""What sentences ask of enterprises: 不得, 必须, 应, and 督促 … 企业."""

from __future__ import annotations

import re

from kg.ingest.layout import Flow
from kg.ingest.model import Provision

_ENTERPRISE = r"(?:企业|单位(?!名称|按|负责)|托运人|经营者|经营户|承运人|化工装置|生产装置|储存设施|罐区|重大危险源|化工项目|化工园区|园区|功能区|建设项目|业主|机构(?=弄虚|存在|要|应|必须|不得)|学校|食堂|医院)"
_URGE = re.compile(
    rf"(?:督促|推动|监督|要求|责令|敦促)(?P<subject>[^，。；：“”《》]{{0,30}}?{_ENTERPRISE})(?P<rest>[^。；]*)"
)
_DIRECT = re.compile(
    rf"(?P<subject>[^，。；：《》]{{0,34}}?{_ENTERPRISE})(?P<middle>[^。；]{{0,24}}?)(?P<modal>不得|严禁|禁止|必须|应当|应(?!急|用|对|力)|须|要(?!求|素|点))"
)
_PROHIBITION = re.compile(r"不得|严禁|禁止")
_OBLIGATION = re.compile(r"必须|应当|(?<![供对反相响适])应(?!急|用|对|力|具)|须(?!知)|(?<![重需主必])要(?!求|素|点)")
_PERMISSION = re.compile(r"可以(?!根|通)|允许")
_AGENCY = re.compile(r"进企业|向.{1,8}企业|街道|部门|各地区|政府|各盟市|主管|监管|成员单位|各单位|有关单位|相关单位")


def provisions_in(flow: Flow, first: int, last: int) -> list[Provision]:
    """The provisions between two places of a flow, in order, one a modality of a sentence."""
    found: list[Provision] = []
    for sentence in re.compile(r"[^。；\n]+(?:\n[^。；\n]+)*[。；]?").finditer(flow.folded, first, last):
        words = sentence.group()
        if len(words) > 2000:
            continue
        start, end = flow.source_span(sentence.start(), sentence.end())
        urged = _URGE.search(words)
        if urged and not _AGENCY.search(urged["subject"]):
            subject = flow.text[sentence.start() + urged.start("subject") : sentence.start() + urged.end("subject")]
            found.append(Provision("obligation", _tidy(subject), True, start, end))
            if _PROHIBITION.search(urged["rest"]):
                found.append(Provision("prohibition", _tidy(subject), True, start, end))
            continue
        direct = _DIRECT.search(words)
        if direct and not _AGENCY.search(direct["subject"]) and not _AGENCY.search(direct["middle"]):
            subject = flow.text[sentence.start() + direct.start("subject") : sentence.start() + direct.end("subject")]
            rest = words[direct.start("modal") :]
            for modality, pattern in (("obligation", _OBLIGATION), ("prohibition", _PROHIBITION), ("permission", _PERMISSION)):
                if pattern.search(rest):
                    found.append(Provision(modality, _tidy(subject), False, start, end))
    return found


def _tidy(subject: str) -> str:
    subject = re.sub(r"^(?:\d{1,2}[.、])", "", subject.replace("\n", ""))
    return re.sub(r"^(?:对|的|有关|相关|各|辖区内|全区|全市|新的)(?=.{4,})", "", subject)
