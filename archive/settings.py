"""Every setting, typed, with its default and one line of why; a wrong value stops the start."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from archive import ini
from archive.errors import ArchiveError
from archive.regulation.own import use_folder
from archive.regulation.tables import read_all
from archive.wording import _

PREFIX = "juanzong."

#: Bytes of the shortest key or token that is taken.
SHORTEST_SECRET = 32


class WrongSetting(ArchiveError):
    """A setting is unknown, missing or can't be understood."""


def _setting(default: Any, read: Callable[[str], Any], why: str) -> Any:
    return field(default=default, metadata={"read": read, "why": why})


@dataclass(frozen=True)
class Settings:
    """The settings of one archive, ``juanzong.<name>`` in the ini file."""

    var: Path = _setting(Path("var"), Path, "folder of the index, keys and half-arrived uploads")
    regulation: Path | None = _setting(
        None,
        Path,
        "the bureau's own folder of tables: kinds, series, retention, deadlines, holidays (.toml)",
    )
    organ: str = _setting(
        "栾川县市场监督管理局",
        str,
        "the bureau's name that init and an upgrade propose; the archive keeps its own",
    )
    organ_short: str = _setting(
        "栾市监", str, "its short form that they propose, for the numbers of notices"
    )
    language: str = _setting("zh_CN", ini.language, "language of the first page: zh_CN or en")
    public_address: str = _setting(
        "http://127.0.0.1:6543",
        ini.address,
        "address people reach the archive by; printed on papers, and where pages lead over TLS",
    )
    hosts: tuple[str, ...] = _setting(
        (),
        ini.names,
        "names the server answers to, with spaces between; none: that of public_address, localhost",
    )
    over_tls: bool = _setting(
        default=False,
        read=ini.yes_or_no,
        why="served over TLS: pages lead to public_address, cookies Secure, HSTS",
    )
    session_idle: timedelta = _setting(
        timedelta(minutes=60), ini.minutes, "minutes without a click after which one signs in again"
    )
    session_longest: timedelta = _setting(
        timedelta(hours=12), ini.minutes, "minutes after which one signs in again in any case"
    )
    second_factor: str = _setting(
        "roles",
        ini.whom,
        "who needs a second factor: roles (heads and the three administrations), everyone, no",
    )
    directory: str = _setting(
        "", str, "LDAP directory that checks passwords: ldaps://…; none if empty"
    )
    directory_person: str = _setting(
        "", ini.with_login, "a person's name in it: uid={login},ou=people,dc=example,dc=cn"
    )
    directory_start_tls: bool = _setting(
        default=False, read=ini.yes_or_no, why="begin TLS on an ldap:// address"
    )
    directory_certificates: Path | None = _setting(
        None, Path, "file with the certificates the directory is known by"
    )
    openid_issuer: str = _setting("", str, "OpenID provider people may sign in by: https://…")
    openid_client: str = _setting("", str, "what this archive is called there")
    openid_secret: Path | None = _setting(None, Path, "file with the secret shared with it")
    openid_claim: str = _setting("preferred_username", str, "the claim that is the login here")
    upload_limit: int = _setting(
        4 * 1024**3, ini.positive, "bytes: the largest upload in one request that is taken"
    )
    spare_space: int = _setting(
        1024**3,
        ini.positive,
        "bytes kept free on the disk: below them no file is taken, so that the rest goes on",
    )
    scan_pictures: bool = _setting(
        default=True,
        read=ini.yes_or_no,
        why="look for secrecy marks on scans and photographs too, about two seconds each",
    )
    worker: bool = _setting(
        default=True, read=ini.yes_or_no, why="run indexer and jobs in a thread of this server"
    )
    index: str = _setting("tantivy", ini.engine, "full-text engine: tantivy, whoosh or postgresql")
    index_database: str | None = _setting(
        None, str, "libpq URI of the database in which postgresql keeps the index"
    )
    recency: float = _setting(
        0.0,
        ini.share,
        "how much newer counts when sorted by relevance, 0 to 10; 1: last year as much as a title",
    )
    index_memory: int = _setting(64_000_000, ini.positive, "bytes the index writer may use")
    slow_after: float = _setting(
        2.0, ini.seconds, "seconds after which an answer is logged as a slow one"
    )
    observer_token: Path | None = _setting(
        None, Path, "file with the token /ready and /metrics ask for; none: only var/metrics.sock"
    )
    backups: Path | None = _setting(
        None, Path, "folder of the backups, best on another disk; none: backups in juanzong.var"
    )
    backup_days: int = _setting(
        396, ini.days, "days a backup is kept, 13 months; older ones are removed by the next"
    )
    verify_days: int = _setting(
        92, ini.days, "days after which the slow round over the bytes of all files begins anew"
    )
    verify_rate: int = _setting(
        10_000_000, ini.positive, "bytes a second that the round reads at most"
    )
    request_days: int = _setting(20, ini.days, "working days for deciding a copy request")
    link_days: int = _setting(30, ini.days, "days during which an approved copy can be fetched")
    link_fetches: int = _setting(10, ini.positive, "how often an approved copy can be fetched")

    @property
    def known_hosts(self) -> frozenset[str]:
        """The names a request may be addressed to."""
        own = urlsplit(self.public_address).hostname or ""
        return frozenset(self.hosts or (own, "localhost", "127.0.0.1", "[::1]"))

    @property
    def index_folder(self) -> Path:
        """The folder of the full-text index."""
        return self.var / "index"

    @property
    def upload_folder(self) -> Path:
        """The folder of files on their way in; on the same disk as the blobs."""
        return self.var / "incoming"

    @property
    def spool_folder(self) -> Path:
        """The folder of bodies on their way in and answers on their way out."""
        return self.var / "spool"

    @property
    def backup_folder(self) -> Path:
        """The folder of the backups."""
        return self.backups or self.var / "backups"

    @property
    def console_socket(self) -> Path:
        """Where a command reaches the server that has the archive open."""
        return self.var / "console.sock"

    @property
    def metrics_socket(self) -> Path:
        """Where the machine's own supervision asks how the server is."""
        return self.var / "metrics.sock"

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders there must be before anything is served."""
        return (self.var, self.index_folder, self.upload_folder, self.spool_folder)

    @property
    def secret_file(self) -> Path:
        """The file of the key that signs cookies, made when the archive is."""
        return self.var / "secret"


def written(value: Any) -> str:
    """Write the value of a setting the way an ini file says it; nothing for what is not set."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, timedelta):
        return str(int(value.total_seconds()) // 60)
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return "" if value is None else str(value)


def read_settings(section: Mapping[str, str]) -> Settings:
    """Read ``juanzong.*`` from an ini section; raise WrongSetting with one clear sentence."""
    known = {each.name: each for each in fields(Settings)}
    given = {key[len(PREFIX) :]: value for key, value in section.items() if key.startswith(PREFIX)}
    values = {}
    for name, value in given.items():
        if name not in known:
            raise WrongSetting(_("没有名为 juanzong.{name} 的设置。"), name=name)
        if value.strip() or written(known[name].default):  # else empty is its way to say: not set
            values[name] = _read(known[name].metadata["read"], name, value.strip())
    settings = Settings(**values)
    _use_tables(settings.regulation)
    if settings.over_tls and not settings.public_address.startswith("https://"):
        raise WrongSetting(
            _("juanzong.over_tls = yes 时，juanzong.public_address 须以 https:// 开头。")
        )
    return settings


def _use_tables(folder: Path | None) -> None:
    """Take the bureau's own tables from ``folder``; one that is wrong stops the start."""
    if folder is not None and not folder.is_dir():
        raise WrongSetting(_("没有文件夹 {path}（juanzong.regulation）。"), path=folder)
    use_folder(folder)
    try:
        read_all()
    except ValueError as wrong:
        raise WrongSetting(_("本局的规则表不能用：{why}"), why=wrong) from None


def read_secret(path: Path) -> str:
    """Give the key or token kept in a file; raise WrongSetting where it is missing or short."""
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise WrongSetting(
            _("读不到密钥文件 {path}。请先运行 juanzong init，并检查文件的属主。"), path=path
        ) from None
    if len(secret.encode()) < SHORTEST_SECRET:
        raise WrongSetting(
            _("密钥文件 {path} 不足 {least} 字节，请恢复备份中的密钥。"),
            path=path,
            least=SHORTEST_SECRET,
        )
    return secret


def _filled(value: str) -> str:
    if not value:
        raise ValueError(value)
    return value


def _read(read: Callable[[str], Any], name: str, value: str) -> Any:
    try:
        return read(_filled(value))
    except (ValueError, KeyError, OverflowError):
        raise WrongSetting(
            _("设置 juanzong.{name} 的值“{value}”不能用。"), name=name, value=value
        ) from None
