"""The domain's few errors; each carries the sentence for the person, none is an HTTP error.

::

    ArchiveError
    ├── Invalid          what was typed can't be taken, field by field
    │   └── Crowded      others changed the same thing again and again; nothing was done
    ├── NotPermitted     one of the two gates is shut
    ├── WrongState       the thing is not in a state in which this can be done
    ├── Missing          what was asked for does not exist (or may not be seen)
    ├── Rejected         signing in, or a retrieval code, failed
    │   └── TooSoon      too many vain tries; one has to wait
    └── SchemaOutdated   the stored tree is older than the program
"""

from datetime import timedelta

from archive.wording import _


class ArchiveError(Exception):
    """Something a person can cause; ``sentence`` says it in the person's words."""

    sentence = _("操作未能完成。")

    def __init__(self, sentence: str = "", **facts: object) -> None:
        """Take the sentence (a marked Chinese format string) and the facts that fill it."""
        self.sentence = sentence or type(self).sentence
        self.facts = facts
        super().__init__(self.sentence.format(**facts))


class Invalid(ArchiveError):
    """What was typed can't be taken; ``fields`` maps each field to its sentence."""

    sentence = _("有内容需要更正，请看标出的各项。")

    def __init__(self, **fields: str) -> None:
        """Take one marked sentence for each field that is wrong."""
        super().__init__()
        self.fields = fields

    def __str__(self) -> str:
        """Name each field and its sentence, for terminals and logs."""
        return "；".join(f"{field}: {sentence}" for field, sentence in self.fields.items())


class Crowded(Invalid):
    """Every try met a change that another made at the same time; nothing was done."""

    sentence = _("同时办理的人太多，刚才的操作没有保存。请稍等几秒再试；要上传的文件须重新选择。")

    def __init__(self) -> None:
        """Say it of no field in particular."""
        super().__init__(**{"": type(self).sentence})


class NotPermitted(ArchiveError):
    """One of the two gates is shut for this person, object and permission."""

    sentence = _("您没有办理此事的权限。")


class WrongState(ArchiveError):
    """The dossier or request is not in a state in which this can be done."""

    sentence = _("当前状态下不能办理此事，请刷新页面查看最新状态。")


class Missing(ArchiveError):
    """What was asked for does not exist, or may not be seen, which is the same."""

    sentence = _("没有找到您要的内容。")


class Rejected(ArchiveError):
    """The name and password, or the number and code, do not go together."""

    sentence = _("账号或密码不正确。")


class TooSoon(Rejected):
    """Too many vain tries; how long to wait is said, whether there is an account is not."""

    sentence = _("尝试次数过多，请在 {wait}（分:秒）后再试。")

    @classmethod
    def after(cls, wait: timedelta) -> "TooSoon":
        """Make the error that tells how long to wait, in minutes and seconds."""
        minutes, seconds = divmod(int(wait.total_seconds()) + 1, 60)
        return cls(wait=f"{minutes}:{seconds:02d}")


class SchemaOutdated(ArchiveError):
    """The stored tree needs ``juanzong upgrade`` before this program may serve it."""

    sentence = _(
        "档案库的结构版本是 {found}，程序需要 {wanted}。请先备份，再运行 juanzong upgrade。"
    )


class IndexAway(ArchiveError):
    """The index can't be used now; everything else can."""

    sentence = _("检索暂时不能用，系统正在恢复。其他功能不受影响，可以按门类和年度翻阅案卷。")
