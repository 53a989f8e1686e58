#!/bin/sh
# sh install.sh FOLDER [EXTRA …]: installs the archive's program from this bundle; needs no network.
# Debian 12 with the packages of debian-packages.txt; extras: cluster ldap ocr openid postgres.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:?"sh install.sh FOLDER [EXTRA …]"}
shift
python=${PYTHON:-/usr/bin/python3}
"$python" -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed")'
(cd "$here" && sha256sum --quiet --check SHA256SUMS)
umask 022  # the program is root's, and its user reads it, whatever root's own mask
mkdir -p "$folder"
"$python" -m venv "$folder/venv"
export PIP_NO_INDEX=1 PIP_FIND_LINKS="$here/wheels" PIP_DISABLE_PIP_VERSION_CHECK=1
set -- run "$@"
for lock; do
  "$folder/venv/bin/python" -m pip install --quiet --require-hashes -r "$here/requirements/$lock.txt"
done
"$folder/venv/bin/python" -m pip install --quiet --no-deps "$here"/wheels/juanzong-*.whl
"$folder/venv/bin/juanzong" --version
echo "Next: docs/operators.md, from 'The archive' on. $folder/venv/bin/juanzong --ini $folder/juanzong.ini init"
