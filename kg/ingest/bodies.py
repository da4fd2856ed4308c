"""Names of bodies: what ends one, where a list of them divides, which words only stand for a list.

A name is cut exactly as written. 和 and 及 divide a list only behind a finished name, so that 经济和信息化委 stays
whole; 、 inside parentheses belongs to the name (园（区）管委会); an area word without an organ of its own goes
with the next name (各市、县（市、区）人民政府).
"""

from __future__ import annotations

import re

# Right behind the organ that ends a name; 市场 must not count, 市场监管局 is one name.
BEHIND_ORGAN = (
    r"(?:(?<=[局委部厅办处科队署院所会司行社站段台厂校室镇乡团矿馆区县市旗])|(?<=中心)|(?<=公司)|(?<=集团)|(?<=政府)|(?<=单位)|"
    r"(?<=部门)|(?<=企业)|(?<=机构)|(?<=街道)|(?<=海关)|(?<=林场)|(?<=农场))"
)
_BODY_END = re.compile(
    r"(?:[局委部厅办处科队署院所会司站段台厂校室镇乡街旗]|中心|公司|集团|政府|公署|单位|部门|企业|机构|街道|海关|林场|农场|牧场|渔场|兵团|共青团|团市委|园区|"
    r"新区|开发区|高新区|经开区|示范区|保税区|自贸区|合作区|管理区|工业园|产业园|社区|(?<!农)村|银行|分行|支行|信用社|供销社|新华社|报社|电视台|广播电台|医院|学校|大学|学院|法院|检察院|"
    r"工会|妇联|残联|文联|社科联|科协|工商联|总工会|红十字会|军分区|武装部|警备区|人大|政协|(?:中国|国家|南方|中|国)(?:电网|石油|石化|联通|电信|移动|铁塔|邮政|铁路)|机场|港口|船厂|成员单位|各地|各地区|"
    r"各区县?|各县区?|各市|各州|各盟市?|各旗县?区?|各市州|各县市区?|各市县|各区市县|各省|地方|各级|各方|组|中队|大队|支队|总队|专班|行署|公署|管委|工委|纪委|党委|编办|网信办|发改|协会|学会|商会|联盟|行业|各县（市）区|"
    r"（[^（）]*[市县区旗镇乡街场园州]）|（[^（）]*[市县区旗镇乡街场园州]）[区县]?|政法委|运营商|经营者|业主|产权单位)$"
)
_NOT_A_BODY = re.compile(
    r"^(?:会同(?!县)|加强|推进|开展|建立|完善|健全|根据|通过|以下|以上|简称|包括|含|其中|见|详见|即|各类|对|将|以|在|从(?!化|江)|并|要|负责|设在|督促|指导|组织(?!部)|确保|严格|落实|强化|全面|本|该|此|涉及|由于|按|委托|聘请|邀请|引入|引进|依托|购买|借助|采取|采用|利用|发挥|\d|(?:牵头|责任|配合|协办|参与|主办|落实|实施|承办)(?:责任)?(?:单位|部门|主体)$|.*之日起?$|.*(?<!自)由|.*督办$)"
)
_PLAIN = re.compile(r"^(?:[一二三四五六七八九十\d多几]+个?)?(?:部门|单位|部委|市级|省级|区级|县级|省直|市直|区直|委办局|职能|机关|和|及|、|成员)*(?:部门|单位|委办局|机关)$")
_DIVIDERS = re.compile(r"以及|[和及与暨]")
_AREAS_ONLY = re.compile(r"^各(?:级|设区|有关|相关|产煤|涉.|沿.|重点)?(?:地级以上市|地级市|省辖市|市州|地市|盟市|省|自治区|市|州|县|区|盟|旗|地|乡|镇|街道?|地区|区县|市县|县市区|县区|县（市）|县（区）|市（州）|区（县）|市（地）|地（市）)(?:（[^（）]*）)?$")
_AREA_WITH_ORGAN = re.compile(
    r"^(?:自治区|直辖市|县级市|[省市州县区盟旗乡镇街]|街道|开发区|地区|不设区的市|(?:新|功能|管理|园)区|工业园区)[^各]{0,12}(?:政府|党委|管委会|公署|行署|办事处|应急管理局|局)(?:（[^（）]*）)?$"
)
_BOTH = re.compile(r"(各(?:地区?|省区市|区县?|市县?|县区?|市区?|街道|乡镇|镇街|部门|单位))(各(?:有关|相关)?.{1,20})")
_LEVEL_ONLY = re.compile(r"^各?[省市县区州旗]级?$")
_LEVELS = re.compile(r"^[市县区乡镇旗][^、]{0,4}[两二三四]级")
_MIDDLE_AREA = re.compile(r"^(?:自治区|直辖市|[市州县区盟旗乡镇]|街道|开发区|园区)(?:（[^（）]*）)?$")

Span = tuple[int, int]


def looks_like_body(name: str) -> bool:
    """Whether words can be the name of a body by their own form (folded characters)."""
    return 2 <= len(name) <= 60 and _BODY_END.search(name) is not None and _NOT_A_BODY.search(name) is None


_ORGAN_ALONE = re.compile(r"(?:人民)?政府|管委会|委员会|办公室|办事处|街道办(?:事处)?|(?:分)?公司|中心|部门|单位|机构|[局委办厅处队]")


def both_bodies(before: str, behind: str) -> bool:
    """Whether one name ends where the other begins, and is not wrapped there (各县（区） / 政府)."""
    return looks_like_body(before) and looks_like_body(behind) and not _ORGAN_ALONE.fullmatch(behind)


# Fields of government: 发展改革、工业和信息化、市场监管部门 are three bodies that share their last word.
_FIELD = re.compile(
    r"(?:发展(?:和)?改革|工业和信息化|经济和信息化|教育|科技|科学技术|公安|公安交管|民政|司法行政|司法|财政|人力资源(?:和)?社会保障|人社|自然资源|规划|国土资源|生态环境|环境保护|环保|住房(?:和)?城乡建设|住建|城市管理|城管|"
    r"交通运输|交通|水利|水务|农业农村|农业|林业(?:和草原)?|林草|商务|文化(?:和)?旅游|文旅|卫生健康|卫生计生|卫健|应急管理|应急|安全监管|审计|国有资产监管|国资|市场监管|质量监督|质监|工商|食品药品监管|广播电视|体育|统计|"
    r"医疗保障|医保|能源|粮食(?:和物资储备)?|消防救援|消防|气象|地震|通信管理|通信|邮政管理|邮政|海关|海事|税务|铁路|民航|金融监管|人民银行|宣传|网信|信访|大数据|数据管理|行政审批|供销|国防科工|烟草|电力|矿山安全监察|煤监|检察|法院)"
)
_SHARED_WORD = re.compile(r"(?:主管)?(?:部门|机构|机关)$")
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,6}[市县区州盟旗]")
_ITS_GOVERNMENT = re.compile(r".{1,6}[市县区州盟旗](?:人民)?政府$|.{2,8}(?:管委会|行署)$")


def names_field(name: str) -> bool:
    """Whether words are only a field of government, as in a list that ends in 部门."""
    return any(_FIELD.fullmatch(words) for words in (name, re.sub(r"^(?:有关|相关|属地|当地|各级|国家|[省市县区])", "", name)))


def all_bodies(names: list[str]) -> bool:
    """Whether a list names bodies: each by its own form, or by the last word that it shares with those behind it."""
    shared = place = False
    for name in reversed(names):
        if not (looks_like_body(name) or (shared and names_field(name)) or (place and _PLACE.fullmatch(name))):
            return False
        shared = shared or _SHARED_WORD.search(name) is not None
        place = place or _ITS_GOVERNMENT.fullmatch(name) is not None
    return bool(names)


# In parentheses behind a name: other forms of the name, or the kinds of places that it sums up (各镇（街道）), belong to
# it; anything else limits its part of the work.
_KINDS_OF_PLACES = re.compile(r"[市县区旗镇乡街场园州盟村厂矿]|街道|社区|开发区|管委会|^省|党|工")
_ANOTHER_NAME = re.compile(r"(?:[办局委部处队科所站院会厅]|中心|公司|集团|政府)$")
_SUMS_UP = re.compile(r"^(?:各|所在|属地|相关|有关)|^.{0,6}[市县区旗镇乡街园州盟村]$|街道$|开发区$|园区$|政府$|办事处$")


def noted_part(phrase: str, first: int, last: int) -> Span | None:
    """市教育局（学校食堂）: the span of the words in parentheses when they limit the part of the work."""
    if phrase[last - 1 : last] != "）":
        return None
    opened = phrase.rfind("（", first, last)
    head = phrase[first:opened]
    if opened <= first or "（" in phrase[opened + 1 : last - 1] or not looks_like_body(head):
        return None
    inside = phrase[opened + 1 : last - 1]
    belongs = _KINDS_OF_PLACES.search(inside) is not None if _SUMS_UP.search(head) else False
    return None if not inside or belongs or _ANOTHER_NAME.search(inside) else (opened + 1, last - 1)


def stands_for_the_list(words: str) -> bool:
    """Whether the words after 等 only stand for the names before it (等部门), and are no body of their own."""
    return _PLAIN.fullmatch(words) is not None


_COUNTS_THEM = re.compile(rf"{BEHIND_ORGAN}(?:等)?[两二三四五六七八九十\d]{{1,3}}[个家]?(?:部门|单位|委局|局)$")


def without_count(phrase: str, first: int, last: int) -> int:
    """Where the last name of a list ends that words count behind it: 甲局、乙局两部门."""
    found = _COUNTS_THEM.search(phrase, first, last)
    return found.start() if found else last


_OF_A_LEVEL = re.compile(r"(?:中?[省市区县州旗盟]直|[省市区县州]级|驻.)[^、]{0,6}(?:部门|单位)")


def _stands_alone(words: str) -> bool:
    """Whether words behind 和 are a body of their own: in 有关部门和单位 they are not."""
    return looks_like_body(words) and (not stands_for_the_list(words) or _OF_A_LEVEL.fullmatch(words) is not None)


def split_name(phrase: str, first: int, last: int, after_etc: bool = False) -> list[Span]:
    """The names inside one item of a list, divided at 和, 及, 与 behind a finished name.

    After 等, words that only stand for the list are dropped: 等部门 names nobody, 等有关部门 does.
    """
    both = _BOTH.fullmatch(phrase, first, last)
    if both:
        return [(first, both.start(2)), (both.start(2), last)]
    spans: list[Span] = []
    start = first
    depth = 0
    at = first
    while at < last:
        sign = phrase[at]
        depth += (sign == "（") - (sign == "）")
        found = _DIVIDERS.match(phrase, at, last) if depth == 0 else None
        if found and (
            (after_etc and stands_for_the_list(phrase[start:at]))
            or (looks_like_body(phrase[start:at]) and _stands_alone(phrase[found.end() : last]))
        ):
            spans.append((start, at))
            start = at = found.end()
            continue
        at += 1
    spans.append((start, last))
    if after_etc:
        spans = [span for span in spans if not stands_for_the_list(phrase[span[0] : span[1]])]
    return [span for span in spans if span[0] < span[1]]


def join_territories(phrase: str, names: list[tuple[Span, str | None]]) -> list[tuple[Span, str | None]]:
    """各市、县（市、区）人民政府 is one name: an area word alone waits for the organ of the next one."""
    joined: list[tuple[Span, str | None]] = []
    waiting: Span | None = None
    for span, role in names:
        words = phrase[span[0] : span[1]]
        if waiting is not None:
            if span[0] - waiting[1] == 1 and (_AREA_WITH_ORGAN.match(words) or _LEVELS.match(words)):
                joined.append(((waiting[0], span[1]), role))
                waiting = None
                continue
            if span[0] - waiting[1] == 1 and _MIDDLE_AREA.match(words):
                waiting = (waiting[0], span[1])
                continue
            joined.append((waiting, None))
            waiting = None
        if role is None and (_AREAS_ONLY.match(words) or _LEVEL_ONLY.match(words)):
            waiting = span
        else:
            joined.append((span, role))
    if waiting is not None:
        joined.append((waiting, None))
    return joined
