#!/usr/bin/env bash
# Runs once, as root, when the autograder's image is built: makes an environment with the grader in it.
set -euo pipefail

root="${AUTOGRADER_ROOT:-/autograder}"
export DEBIAN_FRONTEND=noninteractive  # nobody is there to answer

is_recent() { "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; }

python=""
choose() {
  for each in python3.13 python3.12 python3.11 python3; do
    if is_recent "$each"; then python="$each"; return; fi
  done
}

choose
if [ -z "$python" ]; then
  apt-get update
  apt-get install -y python3 python3-venv || true
  choose
fi
if [ -z "$python" ]; then
  apt-get install -y python3.11 python3.11-venv || true
  choose
fi
if [ -z "$python" ]; then
  echo "setup.sh: expected Python 3.11 or later, found none; choose a newer base image" >&2
  exit 1
fi

"$python" -I -m venv "$root/environment"
# Students may use numpy where the exercise says so.
"$root/environment/bin/python" -I -m pip install --disable-pip-version-check "$root"/source/*.whl numpy
