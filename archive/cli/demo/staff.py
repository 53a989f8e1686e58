"""The demo's bureau: seven units, and an account for each role."""

from datetime import date, datetime, time

from archive import clock
from archive.models.people import Person
from archive.operations._act import Context
from archive.operations.clearances import confirm_clearance, propose_clearance
from archive.operations.people import confirm_standing, create_account
from archive.operations.signing import take_invitation
from archive.security.levels import Caveat, Clearance, Level
from archive.security.permissions import Role

PASSWORD = "juanzong-demo"  # noqa: S105 - the password of made-up people, printed at the start

UNITS = (
    ("jcdd", "执法稽查大队"),
    ("cgs", "城关市场监管所"),
    ("tts", "潭头市场监管所"),
    ("spg", "食品安全监管股"),
    ("ypg", "药品医疗器械监管股"),
    ("tsg", "特种设备安全监察股"),
    ("zscq", "知识产权股"),
)

#: Who handles the cases of a unit: two officers, as the law asks (行政处罚法第四十二条).
OFFICERS = {
    "jcdd": ("张建国", "刘卫东"),
    "cgs": ("李秀兰", "马骏"),
    "tts": ("郭永红", "宋超"),
    "spg": ("许静", "曹明辉"),
    "ypg": ("邓丽", "程浩"),
    "tsg": ("傅强", "沈岩"),
    "zscq": ("彭洁", "吕鹏"),
}

#: Login, name, duty, roles, unit, caveats handled.
ACCOUNTS: tuple[tuple[str, str, str, set[Role], str | None, set[Caveat]], ...] = (
    ("banan", "张建国", "办案人员，执法稽查大队", {Role.OFFICER}, "jcdd", set(Caveat)),
    ("banan2", "李秀兰", "办案人员，城关市场监管所", {Role.OFFICER}, "cgs", {Caveat.PRIVACY}),
    ("dangan", "王文静", "档案员", {Role.ARCHIVIST}, None, set(Caveat)),
    ("fazhi", "陈守法", "法制审核", {Role.LEGAL}, None, set(Caveat)),
    ("fuze", "赵国强", "单位负责人，执法稽查大队", {Role.HEAD}, "jcdd", set(Caveat)),
    ("fuze2", "钱立新", "单位负责人，城关市场监管所", {Role.HEAD}, "cgs", set(Caveat)),
    ("baomi", "孙严", "保密员", {Role.SECURITY}, None, set(Caveat)),
    ("baomi2", "何慎", "保密员", {Role.SECURITY}, None, set(Caveat)),
    ("shenji", "吴正", "审计员", {Role.AUDITOR}, None, set()),
    ("guanli", "周明", "系统管理员", {Role.ADMINISTRATOR}, None, set()),
)


def add_staff(ctx: Context) -> None:
    """Make the accounts, each confirmed by a security officer; then the clearances, by two."""
    people = ctx.site.people
    for login, name, _duty, roles, unit, _caveats in ACCOUNTS:
        held = frozenset(roles)
        made = create_account(ctx, people, login=login, name=name, roles=held, unit=unit)
        if made.person.disabled:
            confirm_standing(acting(ctx, "baomi"), made.person)
        take_invitation(ctx, people, login=login, code=made.code, password=PASSWORD)
    for login, _name, _duty, roles, _unit, caveats in ACCOUNTS:
        if caveats and login != "baomi":
            high = Role.SECURITY in roles or Role.ARCHIVIST in roles
            level = Level.SECRET if high else Level.UNCLASSIFIED
            _clear(ctx, people.known(login), Clearance(level, frozenset(caveats)))


def _clear(ctx: Context, person: Person | None, clearance: Clearance) -> None:
    """Let one security officer propose a clearance and a second person confirm it."""
    if person is None:
        raise LookupError
    if not propose_clearance(acting(ctx, "baomi"), person, clearance=clearance):
        second = "baomi2" if person.__name__ != "baomi2" else "fuze"
        confirm_clearance(acting(ctx, second), person)


def moment(day: date, hour: int = 10) -> datetime:
    """Give a moment of ``day`` in office hours, never later than now."""
    return min(datetime.combine(day, time(hour), clock.TIMEZONE), clock.now())


def acting(ctx: Context, login: str) -> Context:
    """Give the context in which one of the demo's people acts."""
    person = ctx.site.people[login]
    if not isinstance(person, Person):
        raise TypeError(login)
    return ctx.as_actor(person.identity(ctx.today))
