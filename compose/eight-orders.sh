#!/usr/bin/env bash
# Checks a running `docker compose up`: eight orders in sequence, each on its own connection. Each must be paid immediately.
set -euo pipefail

shop="http://127.0.0.1:${CHECKOUT_PORT:-3001}"
run="eight-$(date +%s)"

for number in {1..8}; do
  status=$(curl --silent --show-error --max-time 30 --output /dev/null --write-out '%{http_code}' "$shop/checkouts" \
    -H 'Content-Type: application/json' -H "Idempotency-Key: $run-$number" \
    -d '{"customer":{"email":"ada@example.com"},"lines":[{"productId":"prod_tea","quantity":2}],"paymentMethod":"pm_card_visa"}')
  echo "order $number: $status"
  [[ $status == 201 ]]
done
