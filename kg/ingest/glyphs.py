"""One written form for the characters that the grammar looks at.

Folding keeps the length of a text, so that a span found in the folded text cuts the same words out of the text as
written: names of bodies are reported as the source prints them, whatever its width or script.
"""

from __future__ import annotations

import re
import unicodedata


def _pairs(text: str) -> dict[int, int]:
    """A translation table from a text of pairs: each first character becomes the one after it."""
    signs = "".join(text.split())
    return {ord(signs[at]): ord(signs[at + 1]) for at in range(0, len(signs), 2)}


_WIDTH = _pairs(
    "(（ )） ,， ;； :： !！ ?？ <〈 >〉 ＜〈 ＞〉 [（ ]） 【（ 】） ﹙（ ﹚） 〔（ 〕） ﹝（ ﹞） ［（ ］） ｛（ ｝） {（ }） ｡。 ､、"
    "．. –- —- ―- ─- －- ～- 〜- ~- ％% ●； ◆； ■； ▲； ★； ◎； ▪； •； ◇； ▶； ►； ➢； ❖；"
)
_DIGITS = str.maketrans("０１２３４５６７８９○", "0123456789〇")
_CHINESE_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_CHINESE_YEAR = re.compile(r"[〇零一二三四五六七八九]{4}(?=年)")
# A western full stop behind Chinese words ends a sentence; behind 一 or 1 it follows a number.
_WESTERN_STOP = re.compile(r"(?<=[\u4e00-\u9fff）”])(?<![一二三四五六七八九十])\.(?=[\u4e00-\u9fff（“\s）]|$)")

# 【牵头单位】市教育局: a label in brackets of its own is a label with a colon. Round brackets note something instead.
_BRACKETED_LABEL = re.compile(
    r"[【〔［\[]([^【】〔〕［］\[\]（）\n]{0,8}(?:单位|部门|时限|时间|期限|主体|领导|责任人|科室|处室)|总?牵头|主办|协办|配合|参与|责任|负责)[】〕］\]]"
)

# Traditional forms of the characters that occur in the words the grammar knows: role verbs, labels, suffixes of
# bodies, dates. Not a dictionary of the script: whatever is not looked at needs no folding.
_TRADITIONAL = _pairs(
    "責责 單单 負负 頭头 協协 調调 匯汇 總总 時时 間间 門门 務务 區区 縣县 鎮镇 鄉乡 廳厅 處处 隊队 會会 辦办 關关 與与 書书 簽签 監监 環环 應应 節节 領领 學学 員员 營营 運运 輸输 業业"
    "產产 農农 號号 無无 據据 華华 國国 開开 發发 進进 續续 長长 堅坚 場场 電电 資资 質质 審审 計计 財财 稅税 規规 劃划 設设 築筑 邊边 檢检 驗验 診诊 療疗 衛卫 統统 戰战 黨党 紀纪 組组"
    "織织 傳传 體体 視视 廣广 銷销 貿贸 經经 貨货 幣币 險险 證证 機机 構构 團团 聯联 婦妇 殘残 紅红 園园 館馆 點点 動动 實实 際际 試试 導导 內内 個个 並并 從从 來来 對对 將将 屆届 滿满"
    "階阶 標标 準准 達达 過过 態态 項项 強强 種种 類类 圖图 隨随 後后 僅仅 須须 當当 於于 為为 這这 幹干 兩两 嚴严 陸陆 參参 給给 報报 牽牵 職职 齊齐 備备 穩稳 結结 歲岁 級级 復复 氣气"
    "稱称 鐵铁 郵邮 衞卫 滙汇 養养 擬拟 請请 錄录 該该"
)

# Fonts of PDF files give radicals for the characters that look like them; the Kangxi block has compatibility
# mappings, of its supplement only those that stand as characters of their own are worth one.
_RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)} | _pairs(
    "⼾户 "
    "⺁厂 ⺇几 ⺌小 ⺎兀 ⺐尢 ⺒巳 ⺓幺 ⺕彐 ⺙攵 ⺛无 ⺜日 ⺝月 ⺞歹 ⺟母 ⺠民 ⺤爪 ⺧牛 ⺩王 ⺪疋 ⺫目 ⺬示 ⺰糸 ⺱网 ⺳网 ⺴网 ⺶羊 ⺷羊 ⺸羊 ⺹老 ⺻聿 ⺼肉 ⺽臼 ⻁虎 ⻂衣 ⻃西 ⻄西 ⻅见 ⻆角 ⻇角"
    "⻉贝 ⻊足 ⻋车 ⻎辶 ⻏邑 ⻐金 ⻑長 ⻒長 ⻓长 ⻔门 ⻕阜 ⻗雨 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻞食 ⻡首 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻫齐 ⻬齐 ⻭齿 ⻮齿 ⻯龙 ⻰龙 ⻲龟 ⻳龟"
)


def without_radicals(text: str) -> str:
    """The text with a character for every radical that stands for one (⼈⺠ is 人民), of the same length."""
    return text if text.isascii() else text.translate(_RADICALS)


def fold(text: str) -> str:
    """The text in the grammar's own characters, of the same length: half width to full, traditional to simplified,
    years in Chinese digits to Arabic."""
    if "】" in text or "]" in text or "〕" in text or "］" in text:
        text = _BRACKETED_LABEL.sub(lambda found: f"；{found[1]}：", text)
    folded = text.translate(_WIDTH).translate(_DIGITS).translate(_TRADITIONAL)
    if "." in folded:
        folded = _WESTERN_STOP.sub("。", folded)
    if "年" in folded:
        folded = _CHINESE_YEAR.sub(lambda found: found.group().translate(_CHINESE_DIGITS), folded)
    return folded


def chinese_number(words: str) -> int:
    """The value of a Chinese ordinal from 一 to 九十九 (or of Arabic digits).

    Raises ValueError when the words are no such number.
    """
    if words.isdigit():
        return int(words)
    digits = {sign: value for value, sign in enumerate("〇一二三四五六七八九")}
    tens, ten, ones = words.partition("十")
    known = all(part == "" or part in digits for part in (tens, ones))
    if not words or not known or (not ten and ones):
        raise ValueError(f"not a Chinese number: {words!r}")
    if not ten:
        return digits[tens]
    return (digits[tens] if tens else 1) * 10 + (digits[ones] if ones else 0)
