#!/usr/bin/env bash
# Gives a service new passwords for RabbitMQ and PostgreSQL: in the installation, where RabbitMQ reads its users at each start and
# a new PostgreSQL its roles, and in the servers that run. The service keeps its open connections; restart it afterwards.
# When it fails half-way, run it again: each run makes new passwords everywhere.
set -euo pipefail
umask 077
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
# shellcheck source=../keys.sh
source "$here/../keys.sh"
secrets="${CAUSEFLOW_INSTALLATION:-$here/installation}/secrets"

fail() { echo "passwords.sh: $1" >&2; exit "${2:-1}"; }

service="${1:-}"
[[ $# -eq 1 && " ${services[*]} " == *" $service "* ]] || fail "usage: passwords.sh SERVICE, one of: ${services[*]}" 2
for tool in openssl jq; do command -v "$tool" >/dev/null || fail "$tool is needed"; done
[ -w "$secrets/rabbitmq-definitions.json" ] || fail "$secrets is not there, or not yours; init.sh makes it"
secrets="$(cd "$secrets" && pwd)"

compose=(docker compose)
docker compose version >/dev/null 2>&1 || compose=(docker-compose)
cd "$root"
runs() { [ -n "$("${compose[@]}" ps -q "$1" 2>/dev/null || true)" ]; }
# In place: a container that has the file keeps seeing it.
put() { local text; text="$(cat)"; [ -n "$text" ] || fail "$1 cannot be made anew"; printf '%s' "$text" >"$secrets/$1"; }
# Nothing secret goes to another program by its arguments: everybody on a machine sees those.
change() { # name of the secret, what is in it as a pattern, instead of it
  local text; text="$(<"$secrets/$1")"
  [[ "$text" =~ $2 ]] || fail "$1 has no password where init.sh put it"
  printf '%s' "${text/"${BASH_REMATCH[0]}"/"$3"}" | put "$1"
}

if [[ " ${with_database[*]} " == *" $service "* ]]; then
  # PostgreSQL reads the file of the roles only once in its life.
  runs postgres || fail "postgres does not run: start it first, it has to be told"
  # These are not for the server's log, whatever it logs otherwise.
  statements="set log_statement = 'none'; set log_min_error_statement = 'panic'; set log_min_duration_statement = -1;"
  for role in "$service" "$service-owner"; do
    file="$service-database"
    [ "$role" = "$service" ] || file="$service-migration"
    password="$(random)"
    change "$file" "Password=[^;]*" "Password=$password"
    change postgres-roles.sql "create role \"$role\" login password '[^']*'" "create role \"$role\" login password '$password'"
    statements+="alter role \"$role\" password '$password';"
  done
  "${compose[@]}" exec -T postgres psql -q -v ON_ERROR_STOP=1 -U postgres -d causeflow -f - <<<"$statements"
fi

if [[ " ${on_bus[*]} " == *" $service "* ]]; then
  password="$(random)"
  jq --arg name "$service" --arg hash "$(password_hash "$password")" \
    '.users |= map(if .name == $name then .password_hash = $hash else . end)' "$secrets/rabbitmq-definitions.json" \
    | put rabbitmq-definitions.json
  printf '%s' "$password" | put "$service-bus-password"
  if runs rabbitmq; then
    # What its next start does as well.
    "${compose[@]}" exec -T rabbitmq rabbitmqctl -q import_definitions /run/secrets/definitions.json </dev/null
  else
    echo "RabbitMQ does not run here; it takes the password at its next start" >&2
  fi
fi

echo "done; now: docker compose restart $service" >&2
