#!/usr/bin/env bash
# On a running demo overlay: the network policies let the code's own calls pass, and no others. Needs kubectl.
set -euo pipefail

# Prints open or closed. Anything else, as from a pod that does not run, ends the test: it says nothing about the network.
way() { # from, address
  local answer
  answer=$(kubectl -n "${NAMESPACE:-holdfast}" exec "deployment/$1" -c service -- node -e \
    "fetch('$2', { signal: AbortSignal.timeout(3000) }).then(() => 'open', () => 'closed').then(console.log)") ||
    { echo "no answer from $1, so nothing is known of its way to $2" >&2; return 2; }
  case $answer in
    open | closed) echo "$answer" ;;
    *) echo "$1 said '$answer', neither open nor closed" >&2; return 2 ;;
  esac
}

is() { # open or closed, from, address
  local found
  found=$(way "$2" "$3")
  if [[ $found != "$1" ]]; then
    echo "$2 -> $3 is $found, and must be $1" >&2
    exit 1
  fi
  echo "$2 -> $3: $found"
}

# Each server is reached from where it should be first: one that is down would look like one that is shut off.
is open checkout http://payments:3002/health/live
is closed email http://payments:3002/health/live
is open payments http://stripe-simulator:3010/_simulator/charges
is closed checkout http://stripe-simulator:3010/_simulator/charges
