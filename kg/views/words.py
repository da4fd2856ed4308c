"""The fixed words of pictures, in Chinese and English."""

from __future__ import annotations

from kg.answer import deadlines

Words = dict[str, str]

_OWN: dict[str, Words] = {
    "zh": {
        "responsibility": "职责分工图", "enterprise": "企业义务图",
        "responsibility_about": "{tasks}项任务、{bearers}个承担者、{edges}项分工。行是任务，列是承担者，格内是角色。",
        "enterprise_about": "{place}，{as_of}：{edges}项义务，{bearers}个承担者{open}。行是义务，列是承担者，格内是角色。",
        "open_count": "，另有{n}项尚不确定",
        "none": "没有符合条件的义务。", "no_documents": "没有适用的文件。", "no_clause": "未写明承担者",
        "as_of": "查询日期{date}",
        "plans": "文件规定的任务和义务", "charges": "法律法规规定的部门职责", "own": "法律法规规定的企业义务",
        "open": "尚不确定：补充以下信息后可以判断", "itself": "企业自身", "by_function": "按职能",
        "derived": "推定", "unknown": "尚不确定", "chapter": "第{n}条", "paragraph": "第{n}款", "item": "第{n}项",
        "now": "现为{name}", "when": "情形：{event}",
        "past": "已过期", "open_status": "进行中", "upcoming": "未开始",
        "legend_complete_by": "完成期限", "legend_interim_by": "阶段性成果期限", "legend_period": "起止期间",
        "legend_as_of": "查询日期", "comma": "，", "semicolon": "；", "colon": "：", "open_bracket": "（", "close_bracket": "）",
        "table": "以表格查看全部数据", "hint": "指向格子看出处；点击图例只看一种角色，再点一次恢复。",
        "th_source": "出处", "th_duty": "任务或义务", "th_bearer": "承担者", "th_role": "角色", "th_scope": "范围",
        "th_certainty": "依据", "th_status": "状态", "th_deadline": "期限",
    },
    "en": {
        "responsibility": "Who is responsible for what", "enterprise": "Obligations around an enterprise",
        "responsibility_about": "{tasks} tasks, {bearers} bearers, {edges} assignments. A row is a task, a column a bearer, a mark a role.",
        "enterprise_about": "{place}, {as_of}: {edges} obligations of {bearers} bearers{open}. A row is a duty, a column a bearer, a mark a role.",
        "open_count": ", and {n} that stay open",
        "none": "No obligation fits.", "no_documents": "No document applies.", "no_clause": "names nobody",
        "as_of": "as of {date}",
        "plans": "Tasks and duties of the plans", "charges": "What statutes charge the departments with",
        "own": "What statutes ask of the enterprise", "open": "Open: these answers would settle it",
        "itself": "the enterprise", "by_function": "by function", "derived": "derived", "unknown": "open",
        "chapter": "art. {n}", "paragraph": " para. {n}", "item": "no. {n}", "now": "now {name}", "when": "when: {event}",
        "past": "past", "open_status": "open", "upcoming": "upcoming",
        "legend_complete_by": "complete by", "legend_interim_by": "interim results by", "legend_period": "period",
        "legend_as_of": "date asked about", "comma": ", ", "semicolon": "; ", "colon": ": ", "open_bracket": " (", "close_bracket": ")",
        "table": "All data as a table", "hint": "Point at a mark for its source; click the legend to see one role alone, again for all.",
        "th_source": "Source", "th_duty": "Task or duty", "th_bearer": "Bearer", "th_role": "Role", "th_scope": "Scope",
        "th_certainty": "Ground", "th_status": "Status", "th_deadline": "Deadline",
    },
}  # fmt: skip

WORDS: dict[str, Words] = {lang: own | deadlines.WORDS[lang] for lang, own in _OWN.items()}

# What stands inside a mark; with its shape it tells roles apart without colour.
LETTERS: dict[str, Words] = {
    "zh": {
        "lead": "牵", "responsible": "负", "coordinate": "配", "aggregate": "汇",
        "obligation": "应", "prohibition": "禁", "permission": "可", "unknown": "?",
    },
    "en": {
        "lead": "L", "responsible": "R", "coordinate": "C", "aggregate": "G",
        "obligation": "O", "prohibition": "P", "permission": "M", "unknown": "?",
    },
}  # fmt: skip
