"""A machine of its own in this one: its folders forget, its systemd is a stand-in."""

import fcntl
import os
import shutil
import socket
import struct
import subprocess
from pathlib import Path

#: What the page writes to; what is written is gone with the process.
FORGETTING = ("etc", "run", "var/log", "var/lib", "var/backups", "usr/local")
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

SYSTEMCTL = """#!/bin/sh
# What systemd would do of the units the page installs: as their user, in their folder.
set -eu
said() { sed -n "s/^$1=//p" "/etc/systemd/system/$unit.service" | head -n 1; }
end() {
  ended=/proc/$(cat /run/$unit.pid)/status
  kill -TERM "$(cat /run/$unit.pid)"
  while test -e "$ended" && ! grep -q "^State:.Z" "$ended"; do sleep 0.2; done
}
for unit; do :; done
case "$1" in
daemon-reload) test -d /etc/systemd/system ;;
reload) test "$unit" = nginx; test -s /run/nginx.pid && nginx -s reload || nginx ;;
stop) end ;;
enable|start)
  cd "$(said WorkingDirectory)"
  umask "$(said UMask)"
  setsid setpriv --reuid "$(said User)" --regid "$(said Group)" --init-groups --inh-caps=-all \\
    env -i PATH=/usr/bin:/bin LANG=C.UTF-8 $(said ExecStart) >>/var/log/$unit.log 2>&1 &
  echo $! >/run/$unit.pid ;;
*) exit 64 ;;
esac
"""


def begin(packed: Path) -> None:
    """Make the machine in this process's namespaces, the bundle lying where the page has it."""
    os.umask(0o022)
    store = Path.cwd() / "machine"
    store.mkdir()
    _mount("-t", "tmpfs", "tmpfs", str(store))
    for name in FORGETTING:
        upper, work = (store / name.replace("/", "-") / each for each in ("upper", "work"))
        upper.mkdir(parents=True)
        work.mkdir()
        layers = f"lowerdir=/{name},upperdir={upper},workdir={work}"
        _mount("-t", "overlay", "-o", layers, "overlay", f"/{name}")
    _mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", "/srv")
    _loopback()
    Path("/usr/local/src").mkdir(exist_ok=True)
    shutil.copy(packed, "/usr/local/src/")
    systemctl = Path("/usr/local/sbin/systemctl")
    systemctl.write_text(SYSTEMCTL, encoding="utf-8")
    systemctl.chmod(0o755)
    with Path("/etc/hosts").open("a", encoding="utf-8") as hosts:
        hosts.write("\n127.0.0.1 archive.example.gov.cn\n")


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True)


def _loopback() -> None:
    """Let the machine speak to itself."""
    set_flags, up_and_running = 0x8914, 0x41
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, set_flags, struct.pack("16sh", b"lo", up_and_running))
