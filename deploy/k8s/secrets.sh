#!/usr/bin/env bash
# Makes every Secret (and the ConfigMaps beside them) that deploy/k8s refers to, from random values, as one file to apply.
# Nothing is taken from and nothing sent to a cluster. Run it once for an installation: a second run makes other keys, and
# what the first ones sealed and signed is lost.
set -euo pipefail
umask 077
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=../keys.sh
source "$here/../keys.sh"

usage() {
  cat <<'TEXT'
usage: secrets.sh --out FILE [--namespace NAME] [--tls] [--dev] [--database HOST] [--key-set FILE]
       secrets.sh --out FILE [--namespace NAME] --add SERVICE

  --out FILE        receives the manifest (mode 0600); FILE.sql receives the statements that make the database's roles.
                    Back the manifest up where secrets belong: it holds every key of the installation.
  --namespace NAME  default causeflow
  --tls             makes a local authority and certificates too; leave it out where cert-manager does.
  --dev             for overlays/dev: implies --tls, and makes what its RabbitMQ and PostgreSQL need
  --database HOST   PostgreSQL's name in the connection strings (default postgres, the one of overlays/dev)
  --database-ca F   PEM file of the authority of PostgreSQL's certificate; else the machine's own authorities count
  --key-set FILE    the cluster's public keys: kubectl get --raw /openid/v1/jwks > FILE
  --add SERVICE     only what a collector or page that a new release brings needs in an installation that is there. Its certificate
                    comes from cert-manager; for overlays/dev and for --tls make everything anew.
TEXT
}

fail() { echo "secrets.sh: $1" >&2; exit "${2:-1}"; }

out="" namespace=causeflow tls=false dev=false database=postgres database_ca="" key_set="" added=""
while [ $# -gt 0 ]; do
  case "$1" in
    --out) out="${2:-}"; shift 2 ;;
    --namespace) namespace="${2:-}"; shift 2 ;;
    --tls) tls=true; shift ;;
    --dev) dev=true tls=true; shift ;;
    --database) database="${2:-}"; shift 2 ;;
    --database-ca) database_ca="${2:-}"; shift 2 ;;
    --key-set) key_set="${2:-}"; shift 2 ;;
    --add) [ -n "${2:-}" ] || { usage >&2; exit 2; }; added="$2"; shift 2 ;;
    --help | -h) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done
[ -n "$out" ] || { usage >&2; exit 2; }
for file in "$out" "$out.sql"; do
  [ ! -e "$file" ] && [ ! -L "$file" ] || fail "$file is there already, and holds secrets of an installation; it is not replaced"
done
# Before the working directory changes: these are seen from where the script was called.
out="$(realpath -m "$out")"
[ -z "$key_set" ] || key_set="$(realpath -e "$key_set")" || fail "$key_set is not there"
[ -z "$database_ca" ] || database_ca="$(realpath -e "$database_ca")" || fail "$database_ca is not there"
for tool in kubectl openssl jq; do command -v "$tool" >/dev/null || fail "$tool is needed"; done

if [ -n "$added" ]; then
  ! $tls || fail "the authority of --tls and --dev is not kept, so that nothing can be added to it"
  may_be_added "$added"
fi

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
: >manifest

add() { { kubectl create "$@" --namespace "$namespace" --dry-run=client -o yaml; echo ---; } >>manifest; }
secret() { # name, values; everybody on a machine sees the arguments of its processes, so that values go by files
  local name="$1" value given=()
  shift
  for value in "$@"; do
    if [[ "$value" == --from-literal=* ]]; then
      value="${value#--from-literal=}"
      printf '%s' "${value#*=}" >"literal-$name-${value%%=*}"
      value="--from-file=${value%%=*}=literal-$name-${value%%=*}"
    fi
    given+=("$value")
  done
  add secret generic "$name" "${given[@]}"
}

certificate() { # name, further names
  local name="$1"
  issue "$name" "DNS:$1,DNS:$1.$namespace.svc,DNS:$1.$namespace.svc.cluster.local,DNS:localhost${2:-}"
  secret "$name-tls" --type=kubernetes.io/tls --from-file=tls.crt="$name.crt" --from-file=tls.key="$name.key" --from-file=ca.crt=ca.crt
}

put_on_bus() {
  local password; password="$(random)"
  secret "$1-bus" --from-literal=username="$1" --from-literal=password="$password"
  add_bus_user "$1" "$password" "" "$(permissions_of "$1")"
}

vault() {
  local id; id="$(openssl rand -hex 4)"
  printf '%s' "$id" >current
  make_key "kek-$id.key"
  secret "$1-vault-keys" --from-file=current --from-file="kek-$id.key"
}

if [ -n "$added" ]; then
  start_definitions
  if is_page "$added"; then vault "$added"; else put_on_bus "$added"; fi
  install -m 0600 manifest "$out"
  echo "wrote $out; \"kubectl create -f $out\" (it refuses where $added has its keys already), and keep it beside the first" >&2
  exit 0
fi

if $tls; then
  make_authority
  for service in "${services[@]}" "${pages[@]}"; do certificate "$service"; done
  certificate rabbitmq ",DNS:*.rabbitmq-nodes.$namespace.svc.cluster.local"
fi

# The gateway's identity: what it signs, the services believe.
make_identity gateway
secret gateway-identity --from-file=gateway.key.pem
add configmap gateway-public-key --from-file=gateway.pub.pem

# The cluster's own keys.
if [ -n "$key_set" ]; then
  cp "$key_set" jwks.json
  add configmap cluster-key-set --from-file=jwks.json
fi

# Bus: one user for each service, and one that only counts queues.
start_definitions
for service in "${on_bus[@]}"; do put_on_bus "$service"; done
scaler="$(random)"
secret scaler-bus --from-literal=username=scaler --from-literal=password="$scaler"
secret keda-rabbitmq --from-literal=host="https://scaler:$scaler@rabbitmq.$namespace.svc:15671/" --from-literal=tls=enable

# Databases. A pool for each pod: docs/kubernetes.md sums them up.
authority="${database_ca:+/etc/causeflow/database/ca.crt}"
if $dev; then database_ca=ca.crt authority=/etc/causeflow/database/ca.crt; fi
if [ -n "$database_ca" ]; then
  [ "$database_ca" -ef ca.crt ] || cp "$database_ca" database-ca.crt
  add configmap database-ca --from-file=ca.crt="$([ -e database-ca.crt ] && echo database-ca.crt || echo ca.crt)"
fi
pool=20
start_roles
for service in "${with_database[@]}"; do
  password="$(random)" owner="$(random)"
  secret "$service-database" --from-literal=connection-string="$(connection "$database" "$service" "$password" "$pool" "$authority")"
  secret "$service-migration" --from-literal=connection-string="$(connection "$database" "$service-owner" "$owner" 2 "$authority")"
  add_roles "$service" "$password" "$owner"
done

# Keys that outlive every database: without them webhook addresses change, sealed credentials and audit records are lost.
openssl rand -out route-keys.key 32
secret ingestion-keys --from-file=route-keys.key
vault ingestion
vault dashboard
vault investigations
make_key audit.key
make_key token.key
secret credential-broker-keys --from-file=audit.key --from-file=token.key
vault credential-broker
make_oidc_key oidc.pem
oidc="$(date -u +%Y%m%dT%H%M%SZ)-$(openssl pkey -in oidc.pem -pubout -outform DER | openssl dgst -sha256 -r | cut -c1-16).pem"
secret credential-broker-oidc-keys --from-file="$oidc=oidc.pem"

if $dev; then
  certificate postgres
  certificate causeflow-ingress ",DNS:causeflow.localhost"
  secret rabbitmq-definitions --from-file=definitions.json
  secret postgres-password --from-literal=password="$(random)"
  secret postgres-roles --from-file=roles.sql
fi

install -m 0600 roles.sql "$out.sql"
install -m 0600 manifest "$out"
echo "wrote $out and $out.sql" >&2
