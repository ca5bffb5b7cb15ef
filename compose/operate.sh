#!/usr/bin/env bash
# What an operator does with npm run keys, mails and dead-letters, on a running `docker compose up`: compose/operate.sh payments keys list
# It runs them in a container beside the databases, on this folder: npm ci && npm run build comes first.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [[ $# -lt 2 || ! $1 =~ ^(checkout|payments|email|recommendations)$ || ! $2 =~ ^(keys|mails|dead-letters)$ ]]; then
  echo 'compose/operate.sh checkout|payments|email|recommendations keys|mails|dead-letters ARGUMENTS' >&2
  exit 2
fi
service=$1 command=$2
shift 2

queue=()
[[ $command == dead-letters ]] && queue=(--queue-url "$(docker compose exec -T checkout cat /run/secrets/queue_url)")

# The secrets of migrations know the way into every database; this goes in as the service's own user, which changes rows and no tables.
exec docker compose --progress quiet run --rm --no-deps --volume "$PWD:/repository:ro" --workdir /repository \
  --entrypoint /bin/sh migrations \
  -c 'url=/run/secrets/$1_database_url command=$2; shift 2; exec node "tools/$command.ts" "$@" --database-url "$(cat "$url")"' \
  operate "$service" "$command" "$@" ${queue[@]+"${queue[@]}"}
