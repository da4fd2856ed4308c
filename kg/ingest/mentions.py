"""Activities and hazards that a text names, by their words.

An activity is a stage in the life of hazardous chemicals. 生产, 使用 and 经营 are everyday words: they name a stage in a
list of stages (生产、储存、使用), beside the material (危险化学品使用单位) or as 使用环节; 安全生产, 生产经营单位,
餐饮经营单位, 投入生产和使用 name none.
"""

from __future__ import annotations

import re

_STAGES = {
    "production": "生产",
    "storage": "储存|贮存|存储|仓储|儲存",
    "use": "使用",
    "trade": "经营|销售|购买",
    "transport": "运输|装卸",
    "disposal": "废弃处置|废弃",
    "import_export": "进出口|进口|出口",
    "consignment": "托运",
}
_STAGE = "(?:" + "|".join(_STAGES.values()) + ")"
_MATERIAL = (
    r"(?:化学品|危化品|涉危|危险货物|危险废物|爆炸品|爆炸物品|烟花爆竹|易制爆|易制毒|氰化[钠纳]|硝化棉|硝酸铵|液氨|液氯|成品油|石油气|天然气|燃气|液化气|油气|气瓶|化工)"
    r"(?:（[^（）]*）)?"
)
# Not stages: stripped before anything is sought. With the material before it 生产经营 is 生产 and 经营.
_EVERYDAY = re.compile(
    r"安全生产|生产安全|(?<!化学品)(?<!危化品)(?<!货物）)(?<!爆竹)生产经营|投入(?:生产(?:和|、))?使用|生产(?:和|、)?生活|生产建设|餐饮经营|生产力|再生产|使用(?:功能|人员|寿命|期限|标准|效率|年限|率)|推广使用|(?:积极|推行|广泛)使用"
)
_LIST = re.compile(rf"{_STAGE}(?:（[^（）]{{0,10}}）)?(?:(?:[、和及与或]|以及|，)(?:危险化学品)?{_STAGE}(?:（[^（）]{{0,10}}）)?)+")
_SURE_IN_LIST = re.compile("储存|贮存|存储|运输|经营|废弃|进口")
# Words that name a stage by themselves.
_SURE = {
    "production": re.compile(r"生产装置"),
    "storage": re.compile(r"(?<!无)(?:储存|贮存|存储|仓储|儲存)|罐区|库场|堆场"),
    "disposal": re.compile(r"废弃处置|废弃危险化学品|危险化学品废弃|处置环节|危险废物(?:的)?(?:处置|转移)"),
    "import_export": re.compile(r"进出口(?:企业|单位|环节)|进口(?:企业|单位|环节)|（含进口）"),
    "consignment": re.compile(r"托运"),
    "transport": re.compile(r"危运企业|电子运单|危险货物运输"),
    "trade": re.compile(r"(?:票据|无储存|无仓储)经营"),
}


# Substances and hazards as the genre names them; reported as written in this list.
HAZARDS = (
    "重大危险源", "高危化学品", "剧毒化学品", "易制毒化学品", "易制爆", "爆炸品", "民用爆炸物品", "烟花爆竹", "硝酸铵", "硝化棉", "氰化钠", "氰化纳", "液氨",
    "液氯", "氯气", "光气", "甲类、乙类易燃液体", "液化气体", "有毒有害气体", "易燃易爆", "危险货物", "危险废物", "废弃危险化学品", "成品油", "液化石油气",
    "石油气", "天然气", "城镇燃气", "燃气", "油气输送管道", "危险化学品罐区", "加油站", "化工园区", "危险化工工艺", "两重点一重大", "特殊作业", "有限空间",
    "受限空间", "动火作业", "实验室", "特种设备", "电梯", "起重机械", "压力容器", "锅炉", "气瓶", "油库", "粉尘",
)  # fmt: skip


def activities_in(words: str) -> list[str]:
    """Codes of the activities that the words name, in the order of the scheme."""
    words = _EVERYDAY.sub("※", words)
    lists = "；".join(
        found.group() for found in _LIST.finditer(words)
        if _SURE_IN_LIST.search(found.group()) or re.search(_MATERIAL + "(?:的)?$", words[max(0, found.start() - 24) : found.start()])
    )
    return [code for code, stage in _STAGES.items() if re.search(stage, lists) or _named(code, stage, words)]


def _named(code: str, stage: str, words: str) -> bool:
    sure = _SURE.get(code)
    if sure is not None and sure.search(words):
        return True
    beside = rf"(?:{stage})(?:环节|领域)|(?:{stage})(?:的)?(?:危险)?化学品|{_MATERIAL}[^，。；、]{{0,4}}?(?:{stage})"
    if re.search(beside, words):
        return True
    # 危险化学品生产、储存、经营企业建立装货前运输车辆…查验制度
    return code == "transport" and re.search(rf"{_MATERIAL}[^。；]{{0,24}}运输", words) is not None


def hazards_in(words: str) -> list[str]:
    """The hazards that the words name, in order of first mention, a longer name before one it contains."""
    places = {name: words.find(name) for name in HAZARDS if name in words}
    names = [name for name in places if not any(name != other and name in other and words.count(name) == words.count(other) for other in places)]
    return sorted(names, key=lambda name: places[name])
