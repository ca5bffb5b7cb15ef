#!/usr/bin/env bash
# Checks on a running demo overlay that the network policies allow the code's own calls and no others. Needs kubectl.
set -euo pipefail

# Prints open or closed. Anything else fails the test: a pod that does not run proves nothing about the network.
way() { # from, address
  local answer
  answer=$(kubectl -n "${NAMESPACE:-holdfast}" exec "deployment/$1" -c service -- node -e \
    "fetch('$2', { signal: AbortSignal.timeout(3000) }).then(() => 'open', () => 'closed').then(console.log)") ||
    { echo "no response from $1, so its connection to $2 is unknown" >&2; return 2; }
  case $answer in
    open | closed) echo "$answer" ;;
    *) echo "$1 printed '$answer', neither open nor closed" >&2; return 2 ;;
  esac
}

is() { # open or closed, from, address
  local found
  found=$(way "$2" "$3")
  if [[ $found != "$1" ]]; then
    echo "$2 -> $3 is $found but must be $1" >&2
    exit 1
  fi
  echo "$2 -> $3: $found"
}

# The allowed call comes first: a server that is down would look like one that is blocked.
is open checkout http://payments:3002/health/live
is closed email http://payments:3002/health/live
is open storefront http://checkout:3001/health/live
is closed storefront http://payments:3002/health/live
is closed payments http://checkout:3001/health/live
is open payments http://stripe-simulator:3010/_simulator/charges
is closed checkout http://stripe-simulator:3010/_simulator/charges
