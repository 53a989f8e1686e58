"""What the fields of events are called, and the words for their values."""

from collections.abc import Iterable, Mapping
from typing import Any

from archive.models.answers import Answer, Ground
from archive.models.applications import Delivery, Document, Relation
from archive.models.cases import PartyKind, Procedure
from archive.models.components import Legibility
from archive.models.fixity import Fault, Occasion
from archive.models.jobs import Work
from archive.models.markings import Change
from archive.regulation.tables import kinds
from archive.security.levels import Caveat, Level
from archive.security.permissions import Role
from archive.states import Outcome, RequestState
from archive.wording import _

LABELS = {
    "address": _("地址"),
    "agreed": _("是否同意"),
    "amount": _("罚没金额"),
    "asked": _("申请内容"),
    "at": _("时间"),
    "at_counter": _("窗口收件"),
    "basis": _("定密依据"),
    "began": _("开始"),
    "blocked": _("被拦截的"),
    "box": _("区域"),
    "bytes": _("字节数"),
    "carrier": _("载体"),
    "case_number": _("案号"),
    "cause": _("案由"),
    "caveats": _("标注"),
    "change": _("变更方式"),
    "closed": _("结案日期"),
    "code": _("代码"),
    "commit": _("提交号"),
    "consent": _("第三方同意"),
    "custodian": _("保管人"),
    "decided": _("决定"),
    "decided_by": _("定密责任人"),
    "decided_on": _("定密日期"),
    "decision_number": _("决定书文号"),
    "delivery": _("领取方式"),
    "description": _("说明"),
    "directive": _("策略条款"),
    "document": _("证件种类"),
    "document_number": _("证件号码"),
    "done": _("核对情况"),
    "dossier": _("案卷"),
    "drilled": _("演练情况"),
    "ended": _("结束"),
    "failure": _("失败原因"),
    "fault": _("问题"),
    "file": _("文件"),
    "files": _("文件数"),
    "filters": _("条件"),
    "folder": _("文件夹"),
    "found": _("查到的"),
    "ground": _("不予提供的依据"),
    "heard": _("已征求意见的标注"),
    "how": _("知悉方式"),
    "informed": _("知悉人员"),
    "is_open": _("是否启用"),
    "items": _("逐件意见"),
    "kept": _("应为"),
    "kind": _("种类"),
    "knowers": _("知悉范围"),
    "legibility": _("识读结果"),
    "level": _("密级"),
    "login": _("账号"),
    "looked_at": _("是否看过密级标志"),
    "lost": _("中断次数"),
    "made": _("成文日期"),
    "makers": _("责任者"),
    "mark": _("密级标志"),
    "name": _("名称"),
    "note": _("说明"),
    "number": _("号码"),
    "objects": _("对象数"),
    "occasion": _("核对时机"),
    "officers": _("承办人"),
    "opened": _("立案日期"),
    "opinion": _("法制审核意见"),
    "opinion_by": _("审核人"),
    "organ": _("定密机关"),
    "outcome": _("结果"),
    "page": _("页"),
    "pages": _("页数"),
    "parties": _("当事人"),
    "penalties": _("处罚种类"),
    "person": _("人员"),
    "phone": _("电话"),
    "place": _("存放地点"),
    "post": _("角色与单位"),
    "procedure": _("程序"),
    "proposed": _("拟办意见"),
    "purpose": _("用途"),
    "reason": _("理由"),
    "received_by": _("领取人"),
    "record": _("件"),
    "reference": _("档号"),
    "relation": _("与案件的关系"),
    "represents": _("所代表的当事人"),
    "request": _("复制申请"),
    "retention": _("保管期限"),
    "roles": _("角色"),
    "rows": _("条数"),
    "scope": _("范围"),
    "sha256": "SHA-256",
    "short": _("简称"),
    "size": _("大小"),
    "sort": _("排列"),
    "state": _("状态"),
    "subject": _("对象"),
    "taken": _("备份情况"),
    "taken_in_by": _("收件人"),
    "text": _("处置"),
    "tightened": _("是否收紧"),
    "title": _("题名"),
    "tries": _("次数"),
    "typed": _("检索词"),
    "uid": _("编号"),
    "unit": _("单位"),
    "until": _("截止日期"),
    "verified": _("是否核验身份"),
    "wanted": _("所要的"),
    "withheld": _("不予提供的部分"),
    "work": _("工作"),
    "wrong": _("不符"),
}

#: What tells of the contents of a case, a record or a request: only to who may read these.
CONTENT = frozenset(
    {"asked", "facts", "failure", "filters", "informed", "items", "name", "note", "opinion"}
) | frozenset({"received_by", "text", "typed", "wanted"})

#: What the values of a field are, by its name; each has its word.
CODES: Mapping[str, Iterable[Any]] = {
    "caveats": Caveat,
    "change": Change,
    "decided": Answer,
    "delivery": Delivery,
    "document": Document,
    "fault": Fault,
    "ground": Ground,
    "heard": Caveat,
    "kind": PartyKind,
    "legibility": Legibility,
    "level": Level,
    "occasion": Occasion,
    "outcome": Outcome,
    "procedure": Procedure,
    "proposed": Answer,
    "relation": Relation,
    "roles": Role,
    "state": RequestState,
    "work": Work,
}

#: The words for values, by the name of the field.
WORDS: Mapping[str, Mapping[str, str]] = {
    "": {"main": _("正卷"), "internal": _("副卷")},
    **{name: {str(each.value): each.label for each in codes} for name, codes in CODES.items()},
}


def word_for(name: str, value: str) -> str | None:
    """Give the word for a value of the field ``name``; ``None`` where it stands for itself.

    The kinds of records are asked for each time: a bureau has its own.
    """
    if name == "kind" and value in kinds():
        return kinds()[value].name
    return WORDS.get(name, {}).get(value)
