#!/usr/bin/env bash
# Checks a running `docker compose up`: an order that is sent repeatedly is charged once and gets one receipt, even if payments
# is killed or Stripe's response is lost. Needs curl, jq and docker.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

shop="http://127.0.0.1:${SHOP_PORT:-3000}"
lab="http://127.0.0.1:${LAB_PORT:-3020}"
stripe="http://127.0.0.1:${SIMULATOR_PORT:-3010}"
inbox="http://127.0.0.1:${INBOX_PORT:-3030}"

order() { # key
  curl --silent --show-error --max-time 30 "$shop/api/checkouts" -H 'Content-Type: application/json' -H "Idempotency-Key: $1" \
    -d '{"customer":{"email":"ada@example.com"},"lines":[{"productId":"prod_tea","quantity":2}],"paymentMethod":"pm_card_visa"}'
}
status() { # order id, its token
  curl --silent --max-time 10 "$shop/api/orders/$1" -H "Authorization: Bearer $2" | jq --raw-output .status
}
charges() {
  curl --silent --max-time 10 "$stripe/_simulator/charges" |
    jq --arg order "$1" '[.charges[] | select(.metadata.orderId == $order and .status == "succeeded")] | length'
}
receipts() { # order id: receipts that link to its page
  curl --silent --max-time 10 "$inbox/api/email" |
    jq --arg page "$shop/orders/$1#" '[.[] | select((.subject | startswith("Your receipt")) and (.text | contains($page)))] | length'
}

eventually() { # expected output, command
  local wanted=$1 found=''
  shift
  for _ in $(seq 120); do
    found=$("$@" || true)
    [[ $found == "$wanted" ]] && return
    sleep 0.5
  done
  echo "$*: wanted $wanted, found $found" >&2
  return 1
}
is_paid_once() { # response to the order
  local order token
  order=$(jq --raw-output .orderId <<<"$1")
  token=$(jq --raw-output .accessToken <<<"$1")
  eventually paid status "$order" "$token"
  eventually 1 receipts "$order"
  eventually 1 charges "$order"
  echo "$order: paid, one charge, one receipt"
}

state_of_strike() { curl --silent --max-time 10 "$lab/strikes/$1" | jq --raw-output .state; }

run="smoke-$(date +%s)"

echo 'the pages of the shop'
[[ $(curl --silent --show-error --fail "$shop/cart") == *'name="lab" content="here"'* ]]
script=$(curl --silent --show-error --fail "$shop/checkout" | sed -n 's/.*name="stripe-js" content="\([^"]*\)".*/\1/p')
[[ $script == "$stripe"/* ]]
curl --silent --show-error --fail --output /dev/null "$script"

echo 'every container, as the lab sees it'
not_ready() { # from the lab, through the shop
  curl --silent --show-error --fail "$shop/lab/api/processes" | jq --raw-output '[.[] | select(.state != "ready") | .name] | join(" ")'
}
eventually '' not_ready
curl --silent --show-error --fail "$lab/breakers" | jq --exit-status 'length > 3 and all(.unreachable == null)' >/dev/null

echo 'an order, sent twice'
first=$(order "$run-twice")
[[ $(jq --raw-output .status <<<"$first") == paid ]]
[[ $(order "$run-twice") == "$first" ]]
[[ $(curl --silent --max-time 10 "$shop/api/orders/$(jq --raw-output .orderId <<<"$first")" | jq --raw-output .code) == order_access_required ]]
is_paid_once "$first"

echo "Stripe's response is lost"
curl --silent --show-error --fail "$lab/strikes" -d '{"edge":"payments->stripe","direction":"response","action":{"kind":"reset"}}' >/dev/null
is_paid_once "$(order "$run-lost")"

echo 'payments is killed in the middle of an order'
strike=$(curl --silent --show-error --fail "$lab/strikes" -d '{"edge":"payments->stripe","direction":"response","action":{"kind":"hold"}}' | jq --raw-output .strikeId)
order "$run-killed" >"${TMPDIR:-/tmp}/$run.json" &
eventually held state_of_strike "$strike"
mapfile -t payments < <(docker compose ps --services | grep '^payments')
docker compose --progress quiet kill "${payments[@]}"
wait
curl --silent --fail -X POST "$lab/heal" >/dev/null
docker compose --progress quiet up --detach --wait
is_paid_once "$(<"${TMPDIR:-/tmp}/$run.json")"
rm "${TMPDIR:-/tmp}/$run.json"
