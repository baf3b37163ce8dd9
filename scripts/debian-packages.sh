#!/usr/bin/env bash
# Installs the Debian packages of debian-packages.txt, where that is possible. Tests whose tool is
# missing all the same say so.
set -uo pipefail
cd "$(dirname "$0")"
wanted=()
while read -r package _; do
  case "$package" in "" | "#"*) continue ;; esac
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "ok installed" || wanted+=("$package")
done < <(cat debian-packages.txt 2>/dev/null)
[ "${#wanted[@]}" -eq 0 ] && { echo "all there"; exit 0; }
if ! command -v apt-get >/dev/null; then
  echo "NOT INSTALLED (this machine has no apt-get): ${wanted[*]}"
  exit 0
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
    echo "NOT INSTALLED (needs root): ${wanted[*]}"
    exit 0
  fi
  as_root=(sudo -n)
fi
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq || echo "the package list could not be refreshed"
if ! "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null; then
  echo "NOT INSTALLED (apt-get failed): ${wanted[*]}"
  [ -n "${CI:-}" ] && exit 1
fi
exit 0
