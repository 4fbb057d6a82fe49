#!/usr/bin/env bash
# Before an upgrade: gives RabbitMQ's users the permissions that this release needs. They are written into the installation's
# definitions, which RabbitMQ reads at each start, and into RabbitMQ itself where it runs. Users and passwords stay as they are.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
definitions="${CAUSEFLOW_INSTALLATION:-$here/installation}/secrets/rabbitmq-definitions.json"
permissions="$root/deploy/rabbitmq/permissions.json"

fail() { echo "permissions.sh: $1" >&2; exit 1; }

command -v jq >/dev/null || fail "jq is needed"
[ -w "$definitions" ] || fail "$definitions is not there, or not yours; init.sh makes it"
missing="$(jq -r --slurpfile made "$definitions" 'keys - ($made[0].users | map(.name)) | join(", ")' "$permissions")"
[ -z "$missing" ] || fail "the installation has no user for $missing, which this release brings: init.sh --add $missing, one by one, then this again"

next="$(jq --slurpfile allowed "$permissions" \
  '.permissions |= map(if $allowed[0][.user] then . + $allowed[0][.user] else . end)' "$definitions")"
# In place: a container that has the file keeps seeing it.
printf '%s\n' "$next" >"$definitions"

compose=(docker compose)
docker compose version >/dev/null 2>&1 || compose=(docker-compose)
cd "$root"
if [ -z "$("${compose[@]}" ps -q rabbitmq 2>/dev/null || true)" ]; then
  echo "RabbitMQ does not run here; it takes the permissions at its next start" >&2
  exit 0
fi
# What its next start does as well.
"${compose[@]}" exec -T rabbitmq rabbitmqctl -q import_definitions /run/secrets/definitions.json </dev/null
