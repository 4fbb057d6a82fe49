#!/usr/bin/env bash
# Makes what docker-compose.yml needs before its first start, from random values: an authority and certificates for TLS between
# all parts, a bus user and a database role for each service, identities and keys. Run it once for an installation: other keys
# cannot read what the first ones sealed, so nothing that is there is ever replaced. With --add it makes only what a service that
# a new release brings needs beside them.
set -euo pipefail
umask 077
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=../keys.sh
source "$here/../keys.sh"

usage() {
  cat <<'TEXT'
usage: init.sh [--out FOLDER] [--add SERVICE]

  --out FOLDER  default deploy/compose/installation, where docker-compose.yml looks; for another one set CAUSEFLOW_INSTALLATION
                Back the folder up where secrets belong, apart from the databases: it holds every key of the installation.
  --add SERVICE to the installation that is there, a collector or page that a new release brings; after a collector run permissions.sh
TEXT
}

fail() { echo "init.sh: $1" >&2; exit "${2:-1}"; }

out="${CAUSEFLOW_INSTALLATION:-$here/installation}" added=""
while [ $# -gt 0 ]; do
  case "$1" in
    --out) [ -n "${2:-}" ] || { usage >&2; exit 2; }; out="$(realpath -m "$2")"; shift 2 ;;
    --add) [ -n "${2:-}" ] || { usage >&2; exit 2; }; added="$2"; shift 2 ;;
    --help | -h) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done
for tool in openssl jq; do command -v "$tool" >/dev/null || fail "$tool is needed"; done
out="$(realpath -m "$out")"
definitions="$out/secrets/rabbitmq-definitions.json"
if [ -z "$added" ]; then
  [ ! -e "$out" ] || fail "$out is there already, and holds the keys of an installation; it is not replaced"
else
  may_be_added "$added"
  [ -w "$definitions" ] || fail "$definitions is not there, or not yours; there is no installation to add to"
  jq -e --arg name "$added" 'all(.users[]; .name != $name)' "$definitions" >/dev/null && [ ! -e "$out/secrets/$added-tls.key" ] \
    || fail "$out has $added already; it is not replaced"
fi

# Complete or not there: it gets its name last.
mkdir -p "$(dirname "$out")"
work="$(mktemp -d "$out.XXXXXX")"
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir secrets public public/trusted made
cd made

put() { cat "$2" >"../secrets/$1"; }   # name of the secret, file
say() { printf '%s' "$2" >"../secrets/$1"; }
certify() {
  issue "$1" "DNS:$1,DNS:localhost"
  put "$1-tls.key" "$1.key"
  cp "$1.crt" ../public/
}
identify() {
  make_identity "$1"
  put "$1-identity.pem" "$1.key.pem"
  cp "$1.pub.pem" ../public/trusted/
}
put_on_bus() {
  local password; password="$(random)"
  say "$1-bus-password" "$password"
  add_bus_user "$1" "$password" "" "$(permissions_of "$1")"
}
vault() {
  make_key vault.key
  put "$1-vault-1.key" vault.key
  say "$1-vault-current" 1
}
# The folder lets nobody in. Inside a container a file keeps its mode, and its reader there is another user than its owner here.
open_files() { find ../secrets ../public -type f -exec chmod 0644 {} +; }

if [ -n "$added" ]; then
  cp "$out/public/ca.crt" ca.crt
  cp "$out/secrets/authority.key" ca.key
  cp "$definitions" definitions.json
  certify "$added"
  if is_page "$added"; then
    vault "$added"
  else
    identify "$added"
    put_on_bus "$added"
  fi
  open_files
  cp -p ../public/*.crt "$out/public/"
  is_page "$added" || cp -p ../public/trusted/* "$out/public/trusted/"
  cp -p ../secrets/* "$out/secrets/"
  # Last, because its users say what is complete; in place, because a container that has the file keeps seeing it.
  cat definitions.json >"$definitions"
  echo "added $added to $out; back it up again$(is_page "$added" || echo ', then run permissions.sh')" >&2
  exit 0
fi

make_authority
for part in "${services[@]}" "${pages[@]}" "${servers[@]}"; do certify "$part"; done
cp ca.crt ../public/
put authority.key ca.key
for service in "${services[@]}"; do identify "$service"; done

start_definitions
for service in "${on_bus[@]}"; do put_on_bus "$service"; done
password="$(random)"
say rabbitmq-operator-password "$password"
add_bus_user operator "$password" administrator '{"configure":".*","write":".*","read":".*"}'
put rabbitmq-definitions.json definitions.json

start_roles
for service in "${with_database[@]}"; do
  password="$(random)" owner="$(random)"
  say "$service-database" "$(connection postgres "$service" "$password" 30 /etc/causeflow/public/ca.crt)"
  say "$service-migration" "$(connection postgres "$service-owner" "$owner" 2 /etc/causeflow/public/ca.crt)"
  add_roles "$service" "$password" "$owner"
done
put postgres-roles.sql roles.sql
say postgres-password "$(random)"

# Without these, webhook addresses change, and sealed credentials and audit records are lost.
openssl rand -out route-keys.key 32
put ingestion-route-keys.key route-keys.key
for service in ingestion credential-broker investigations "${pages[@]}"; do vault "$service"; done
for name in audit token; do
  make_key "$name.key"
  put "credential-broker-$name.key" "$name.key"
done
make_oidc_key oidc.pem
put credential-broker-oidc.pem oidc.pem

cat >../secrets/aws-credentials <<'TEXT'
# The broker's own AWS principal, as ~/.aws/credentials has it; its ARN is Aws__PrincipalArn__aws in settings.env.
#[default]
#aws_access_key_id =
#aws_secret_access_key =
TEXT
cat >../settings.env <<'TEXT'
# Further settings of every service (docs/settings.md, __ for :). No secrets: those are files in the folder secrets.
#Ingestion__PublicUrl=https://causeflow.example.com
#Notifications__PublicUrl=https://causeflow.example.com
#Gateway__KnownNetworks__0=172.16.0.0/12
#Aws__PrincipalArn__aws=arn:aws:iam::123456789012:user/causeflow
TEXT

open_files
chmod 0600 ../secrets/authority.key
chmod 0644 ../settings.env
chmod 0755 ../public ../public/trusted
cd ..
rm -rf made
cd ..
mv "$work" "$out"
echo "wrote $out" >&2
