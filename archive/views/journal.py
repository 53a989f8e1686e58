"""The journal as the auditor reads it: who did what, on what, when, from where."""

from typing import Any

from pyramid.view import view_config

from archive.models.journal import Entry
from archive.models.site import Archive
from archive.security.permissions import Permission as P
from archive.views.web.request import Request
from archive.wording import _

#: Entries on the page, and entries looked through for one kind.
SHOWN, LOOKED_AT = 200, 20_000

WHAT = {
    "access.denied": _("越权被拒"),
    "account.confirmed": _("账号变更生效"),
    "account.created": _("新建账号"),
    "account.disabled": _("停用账号"),
    "account.narrowed": _("减少角色"),
    "account.opened": _("启用账号"),
    "account.proposed": _("提出账号变更"),
    "account.refused": _("否决账号变更"),
    "account.reset": _("作废密码"),
    "backup.drilled": _("备份演练"),
    "backup.taken": _("备份"),
    "bureau.founded": _("建立档案库"),
    "bytes.remedied": _("处置字节不符"),
    "bytes.righted": _("字节恢复相符"),
    "bytes.verified": _("核对字节"),
    "bytes.wrong": _("字节不符"),
    "clearance.given": _("涉密权限生效"),
    "clearance.narrowed": _("降低涉密权限"),
    "clearance.proposed": _("提出涉密权限"),
    "clearance.refused": _("否决涉密权限"),
    "component.added": _("收到文件"),
    "component.downloaded": _("下载文件"),
    "component.read": _("识读文件"),
    "copies.delivered": _("窗口交付复制件"),
    "copies.downloaded": _("下载复制件"),
    "copies.failed": _("复制件未能制作"),
    "copies.made": _("制作复制件"),
    "copies.ordered": _("开始制作复制件"),
    "copy.fetched": _("领取复制件"),
    "dossier.created": _("建立案卷"),
    "dossier.described": _("编辑案卷"),
    "dossier.returned": _("退回案卷"),
    "dossier.sealed": _("归档"),
    "dossier.submitted": _("提交归档"),
    "dossier.taken-back": _("撤回提交"),
    "enclosure.downloaded": _("下载申请附件"),
    "enclosure.received": _("收到申请附件"),
    "export.fetched": _("领取检索清单"),
    "export.made": _("制作检索清单"),
    "export.ordered": _("要求检索清单"),
    "fonds.opened": _("建立全宗"),
    "grant.ended": _("结束知悉授权"),
    "grant.given": _("知悉授权"),
    "identity.confirmed": _("确认身份比对"),
    "informed.noted": _("登记知悉人员"),
    "job.dropped": _("撤销后台工作"),
    "job.parked": _("后台工作停下"),
    "job.retried": _("重试后台工作"),
    "list.handed-out": _("导出检索清单"),
    "marked.found": _("检索到带标注的内容"),
    "marked.read": _("查阅带标注的内容"),
    "marking.set": _("定密与标注"),
    "name.changed": _("更名"),
    "name.given": _("定名"),
    "name.proposed": _("提出名称变更"),
    "name.refused": _("否决名称变更"),
    "password.set": _("设定密码"),
    "policy.violated": _("网页安全策略被违反"),
    "record.added": _("加入件"),
    "record.described": _("编辑件"),
    "record.moved": _("移到另一卷"),
    "record.removed": _("移出件"),
    "records.reordered": _("调整顺序"),
    "request.closed": _("办结复制申请"),
    "request.completed": _("申请人补正"),
    "request.decided": _("审批复制申请"),
    "request.dismissed": _("不予办理复制申请"),
    "request.examined": _("审核复制申请"),
    "request.lapsed": _("复制件逾期未领"),
    "request.proposed": _("报请审批"),
    "request.received": _("收到复制申请"),
    "request.reexamined": _("重新审核复制申请"),
    "request.resumed": _("恢复复制申请"),
    "request.returned": _("退回申请人补正"),
    "request.reviewed": _("法制审核意见"),
    "request.sent-back": _("负责人退回重审"),
    "request.suspended": _("暂停复制申请"),
    "request.taken": _("受理复制申请"),
    "request.withdrawn": _("申请人撤回申请"),
    "search.forgotten": _("删去保存的检索"),
    "search.saved": _("保存检索"),
    "second-factor.removed": _("解除第二重验证"),
    "second-factor.set": _("设置第二重验证"),
    "secrecy-mark.found": _("拦截涉密文件"),
    "session.ended": _("结束登录"),
    "sessions.ended": _("结束全部登录"),
    "sign-in.failed": _("登录失败"),
    "signed.in": _("登录"),
    "signed.out": _("退出"),
    "stub.registered": _("涉密登记"),
    "unit.listed": _("设立单位"),
    "unit.reopened": _("重新启用单位"),
    "unit.shut": _("停用单位"),
}

#: What only entries of before bear.
BEFORE = {"request.changed": _("复制申请流转")}


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
        [each for each in site.journal.newest(LOOKED_AT) if each.kind == chosen][:SHOWN]
        if chosen in WHAT
        else site.journal.newest(SHOWN)
    )
    return {"entries": found, "kinds": list(WHAT.items()), "chosen": chosen, "words": WHAT | BEFORE}
