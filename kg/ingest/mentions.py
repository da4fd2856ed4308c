"""Activities and hazards that a text names, by their words."""

from __future__ import annotations

# Codes of the activity scheme, by the words that name the activity. 进出口 before 出口: the longest word counts.
ACTIVITIES = (
    ("production", ("生产、", "生产企业", "生产单位", "生产环节", "生产（", "生产和", "生产及", "生产装置", "生产经营企业")),
    ("storage", ("储存", "贮存", "存储", "仓储", "罐区", "库场", "堆场", "儲存")),
    ("use", ("使用",)),
    ("trade", ("经营", "销售")),
    ("transport", ("运输",)),
    ("disposal", ("废弃处置", "危险化学品废弃", "废弃危险化学品", "处置环节")),
    ("import_export", ("进出口", "进口")),
    ("consignment", ("托运",)),
)
# 使用 and 经营 are everyday words; they name the activity only beside the material.
_NEEDS_MATERIAL = {
    "use": ("、使用", "使用、", "使用环节", "使用单位", "使用危险化学品", "使用等", "使用的", "涉危使用", "使用和", "使用领域", "和使用", "化学品使用", "购买、"),
    "trade": ("、经营", "经营、", "经营环节", "经营企业", "经营单位", "化学品经营", "经营和", "储存经营", "票据经营", "和经营", "销售"),
    "production": ("化学品生产", "生产、", "生产企业", "生产单位", "生产环节", "生产（含", "生产和", "生产装置", "生产经营企业"),
    "transport": ("运输环节", "、运输", "运输、", "货物运输", "化学品运输", "货物）运输", "运输车辆", "运输企业", "经营运输", "电子运单", "危运企业", "装卸、运输"),
}  # fmt: skip

# Substances and hazards as the genre names them; reported as written in this list.
HAZARDS = (
    "重大危险源", "高危化学品", "剧毒化学品", "易制毒化学品", "易制爆", "爆炸品", "民用爆炸物品", "烟花爆竹", "硝酸铵", "硝化棉", "氰化钠", "氰化纳", "液氨",
    "液氯", "氯气", "光气", "甲类、乙类易燃液体", "液化气体", "有毒有害气体", "易燃易爆", "危险货物", "危险废物", "废弃危险化学品", "成品油", "液化石油气",
    "石油气", "天然气", "城镇燃气", "燃气", "油气输送管道", "危险化学品罐区", "加油站", "化工园区", "危险化工工艺", "两重点一重大", "特殊作业", "有限空间",
    "受限空间", "动火作业", "实验室", "特种设备", "电梯", "压力容器", "锅炉", "粉尘",
)  # fmt: skip


def activities_in(words: str) -> list[str]:
    """Codes of the activities that the words name, in the order of the scheme."""
    found: list[str] = []
    for code, signs in ACTIVITIES:
        if any(sign in words for sign in _NEEDS_MATERIAL.get(code, signs)):
            found.append(code)
    return found


def hazards_in(words: str) -> list[str]:
    """The hazards that the words name, in order of first mention, a longer name before one it contains."""
    places = {name: words.find(name) for name in HAZARDS if name in words}
    names = [name for name in places if not any(name != other and name in other and words.count(name) == words.count(other) for other in places)]
    return sorted(names, key=lambda name: places[name])
