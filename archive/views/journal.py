"""The journal as the auditor reads it: who did what, on what, when, from where."""

from typing import Any

from pyramid.view import view_config

from archive.events import every_event
from archive.models.journal import Entry
from archive.models.site import Archive
from archive.security.permissions import Permission as P
from archive.views.web.request import Request
from archive.wording import _

#: Entries on the page, and entries looked through for one kind.
SHOWN, LOOKED_AT = 200, 20_000

WHAT = {
    "AccessDenied": _("越权被拒"),
    "AccountConfirmed": _("账号生效"),
    "AccountCreated": _("新建账号"),
    "AccountDisabled": _("停用账号"),
    "AccountRefused": _("否决账号变更"),
    "AccountReset": _("作废密码"),
    "BackupDrilled": _("备份演练"),
    "BackupTaken": _("备份"),
    "BureauFounded": _("建立档案库"),
    "BytesRemedied": _("处置字节不符"),
    "BytesRighted": _("字节恢复相符"),
    "BytesVerified": _("核对字节"),
    "BytesWrong": _("字节不符"),
    "ClearanceGiven": _("涉密权限生效"),
    "ClearanceProposed": _("提出涉密权限"),
    "ClearanceRefused": _("否决涉密权限"),
    "ComponentAdded": _("收到文件"),
    "ComponentDownloaded": _("下载文件"),
    "ComponentRead": _("识读文件"),
    "CopiesDelivered": _("窗口交付复制件"),
    "CopiesFailed": _("复制件未能制作"),
    "CopiesMade": _("制作复制件"),
    "CopiesOrdered": _("开始制作复制件"),
    "CopyFetched": _("领取复制件"),
    "DossierCreated": _("建立案卷"),
    "DossierDescribed": _("编辑案卷"),
    "DossierReturned": _("退回案卷"),
    "DossierSealed": _("归档"),
    "DossierSubmitted": _("提交归档"),
    "DossierTakenBack": _("撤回提交"),
    "ExportFetched": _("领取检索清单"),
    "ExportMade": _("制作检索清单"),
    "ExportOrdered": _("要求检索清单"),
    "FondsOpened": _("建立全宗"),
    "GrantEnded": _("结束知悉授权"),
    "GrantGiven": _("知悉授权"),
    "IdentityConfirmed": _("确认身份比对"),
    "JobDropped": _("撤销后台工作"),
    "JobParked": _("后台工作停下"),
    "JobRetried": _("重试后台工作"),
    "KnowerNoted": _("登记知悉人员"),
    "MarkedFound": _("检索到带标注的内容"),
    "MarkedRead": _("查阅带标注的内容"),
    "MarkingSet": _("定密与标注"),
    "NameProposed": _("提出名称变更"),
    "NameRefused": _("否决名称变更"),
    "PasswordSet": _("设定密码"),
    "PolicyViolated": _("网页安全策略被违反"),
    "RecordAdded": _("加入件"),
    "RecordDescribed": _("编辑件"),
    "RecordMoved": _("移到另一卷"),
    "RecordRemoved": _("移出件"),
    "RecordsReordered": _("调整顺序"),
    "Renamed": _("名称生效"),
    "RequestClosed": _("办结复制申请"),
    "RequestCompleted": _("申请人补正"),
    "RequestDecided": _("审批复制申请"),
    "RequestDismissed": _("不予办理复制申请"),
    "RequestExamined": _("审核复制申请"),
    "RequestLapsed": _("复制件逾期未领"),
    "RequestProposed": _("报请审批"),
    "RequestReceived": _("收到复制申请"),
    "RequestReexamined": _("重新审核复制申请"),
    "RequestResumed": _("恢复复制申请"),
    "RequestReturned": _("退回申请人补正"),
    "RequestReviewed": _("法制审核意见"),
    "RequestSentBack": _("负责人退回重审"),
    "RequestSuspended": _("暂停复制申请"),
    "RequestTaken": _("受理复制申请"),
    "RequestWithdrawn": _("申请人撤回申请"),
    "SearchSaved": _("保存检索"),
    "SecondFactorRemoved": _("解除第二重验证"),
    "SecondFactorSet": _("设置第二重验证"),
    "SecrecyMarkFound": _("拦截涉密文件"),
    "SessionEnded": _("结束登录"),
    "SignInFailed": _("登录失败"),
    "SignedIn": _("登录"),
    "SignedOut": _("退出"),
    "StandingProposed": _("提出账号变更"),
    "StubRegistered": _("涉密登记"),
    "UnitListed": _("设立单位"),
}

#: What only entries of before bear.
BEFORE = {"RequestChanged": _("复制申请流转")}

if {each.__name__ for each in every_event()} != set(WHAT):
    raise AssertionError(set(WHAT) ^ {each.__name__ for each in every_event()})


@view_config(
    context=Archive,
    name="journal",
    permission=P.JOURNAL_READ,
    renderer="archive:templates/people/journal.pt",
)
def journal(site: Archive, request: Request) -> dict[str, Any]:
    """Show the newest entries, of one kind if asked; what was read or written stays out of it."""
    chosen = request.params.get("what", "")
    found: list[Entry] = (
        [each for each in site.journal.newest(LOOKED_AT) if each.what == chosen][:SHOWN]
        if chosen in WHAT
        else site.journal.newest(SHOWN)
    )
    return {"entries": found, "kinds": list(WHAT.items()), "chosen": chosen, "words": WHAT | BEFORE}
