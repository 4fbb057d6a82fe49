#!/usr/bin/env bash
# Each year, before they end: new certificates and TLS keys for every part of the installation, under its own authority, in the
# place of the old ones. The services take theirs within a minute; the servers have to be restarted.
set -euo pipefail
umask 077
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=../keys.sh
source "$here/../keys.sh"
out="${CAUSEFLOW_INSTALLATION:-$here/installation}"

fail() { echo "certificates.sh: $1" >&2; exit "${2:-1}"; }

[ $# -eq 0 ] || fail "usage: certificates.sh; CAUSEFLOW_INSTALLATION names the folder that init.sh made" 2
command -v openssl >/dev/null || fail "openssl is needed"
[ -r "$out/secrets/authority.key" ] || fail "$out/secrets/authority.key is not there, or not yours; init.sh makes it"
out="$(realpath -e "$out")"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
cp "$out/public/ca.crt" ca.crt
cp "$out/secrets/authority.key" ca.key
# The authority lives for ten years; a certificate that outlives it is believed by nobody.
openssl x509 -in ca.crt -noout -checkend $((365 * 86400)) >/dev/null || fail "the authority itself ends within a year: set up a new installation's"

# All or none: nothing is replaced before everything is made.
for part in "${services[@]}" "${pages[@]}" "${servers[@]}"; do issue "$part" "DNS:$part,DNS:localhost"; done
for part in "${services[@]}" "${pages[@]}" "${servers[@]}"; do
  # In place: a container that has the file keeps seeing it.
  cat "$part.key" >"$out/secrets/$part-tls.key"
  cat "$part.crt" >"$out/public/$part.crt"
done
echo "renewed; now: docker compose restart ${servers[*]}" >&2
