# Sourced by start.sh and test.sh: goes to the project's root, installs what is missing, puts its Node first on PATH.
# Quiet when all is well; what a failing step printed is shown whole, and the caller stops.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

# Runs a command silently; on failure shows what it printed and stops.
setup_step() {
  local name=$1 log code
  shift
  log=$(mktemp)
  "$@" >"$log" 2>&1 </dev/null || {
    code=$?
    cat "$log" >&2
    rm -f "$log"
    echo "setup: $name failed (exit code $code)" >&2
    exit 1
  }
  rm -f "$log"
}

setup_as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

# What the installed tree was made from: install again only when this changes.
setup_wanted() {
  cat package-lock.json package.json packages/*/package.json | sha256sum
}

setup_packages() {
  command -v npm >/dev/null || {
    echo 'setup: npm is missing. Install Node.js and npm first (Debian: apt-get install npm).' >&2
    exit 1
  }
  local stamp=node_modules/.tillmesh-setup
  [ -x node_modules/.bin/node ] && [ "$(cat "$stamp" 2>/dev/null)" = "$(setup_wanted)" ] && return
  echo 'setup: installing packages' >&2
  # --no-save leaves the lockfile alone whatever npm's version; the machine's older Node is only warned about,
  # since the project brings its own, so warnings are not shown.
  local own=$PWD/node_modules/.bin install=(npm install --no-save --no-audit --no-fund --loglevel=error)
  setup_step 'npm install' "${install[@]}"
  # Under a Node that is too old for some of them npm leaves optional packages out without a word; under the
  # project's own it fetches them.
  [ "$(node --version)" = "$("$own/node" --version)" ] ||
    PATH="$own:$PATH" setup_step 'npm install' "${install[@]}"
  setup_wanted >"$stamp"
}

# Chromium and a font for the browser tests, from Debian.
setup_browser() {
  local missing=()
  [ -x /usr/bin/chromium ] || missing+=(chromium)
  [ -d /usr/share/fonts/truetype/dejavu ] || missing+=(fonts-dejavu)
  [ ${#missing[@]} -eq 0 ] && return
  command -v apt-get >/dev/null || {
    echo "setup: ${missing[*]} missing, and there is no apt-get to install it with" >&2
    exit 1
  }
  echo "setup: installing ${missing[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  setup_step 'apt-get update' setup_as_root apt-get -qq update
  setup_step 'apt-get install' setup_as_root apt-get -qq install -y --no-install-recommends "${missing[@]}"
}

# What the chaos suites break a machine with, from Debian. Where it cannot be had they say what they leave out.
setup_chaos() {
  local missing=() tool
  for tool in mkfs.ext4:e2fsprogs mkfs.btrfs:btrfs-progs strace:strace ip:iproute2 nft:nftables; do
    PATH="$PATH:/usr/sbin:/sbin" command -v "${tool%%:*}" >/dev/null || missing+=("${tool##*:}")
  done
  if [ ${#missing[@]} -eq 0 ] || [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then return; fi
  echo "setup: installing ${missing[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  setup_step 'apt-get update' apt-get -qq update
  setup_step 'apt-get install' apt-get -qq install -y --no-install-recommends "${missing[@]}"
}

setup_packages
export PATH="$PWD/node_modules/.bin:$PATH"
# node:sqlite still announces itself as experimental in Node 24.
export NODE_OPTIONS=--disable-warning=ExperimentalWarning
