#!/usr/bin/env bash
# Makes every Secret (and the ConfigMaps beside them) that deploy/k8s refers to, from random values, as one file to apply.
# Nothing is taken from and nothing sent to a cluster. Run it once for an installation: a second run makes other keys, and
# what the first ones sealed and signed is lost.
set -euo pipefail
umask 077
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

usage() {
  cat <<'TEXT'
usage: secrets.sh --out FILE [--namespace NAME] [--tls] [--dev] [--database HOST] [--key-set FILE]

  --out FILE        receives the manifest (mode 0600); FILE.sql receives the statements that make the database's roles.
                    Back the manifest up where secrets belong: it holds every key of the installation.
  --namespace NAME  default causeflow
  --tls             makes a local authority and certificates too; leave it out where cert-manager does.
  --dev             for overlays/dev: implies --tls, and makes what its RabbitMQ and PostgreSQL need
  --database HOST   PostgreSQL's name in the connection strings (default postgres, the one of overlays/dev)
  --database-ca F   PEM file of the authority of PostgreSQL's certificate; else the machine's own authorities count
  --key-set FILE    the cluster's public keys: kubectl get --raw /openid/v1/jwks > FILE
TEXT
}

fail() { echo "secrets.sh: $1" >&2; exit "${2:-1}"; }

out="" namespace=causeflow tls=false dev=false database=postgres database_ca="" key_set=""
while [ $# -gt 0 ]; do
  case "$1" in
    --out) out="${2:-}"; shift 2 ;;
    --namespace) namespace="${2:-}"; shift 2 ;;
    --tls) tls=true; shift ;;
    --dev) dev=true tls=true; shift ;;
    --database) database="${2:-}"; shift 2 ;;
    --database-ca) database_ca="${2:-}"; shift 2 ;;
    --key-set) key_set="${2:-}"; shift 2 ;;
    --help | -h) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done
[ -n "$out" ] || { usage >&2; exit 2; }
[ ! -e "$out" ] || fail "$out is there already, and holds the keys of an installation; it is not replaced"
for tool in kubectl openssl jq; do command -v "$tool" >/dev/null || fail "$tool is needed"; done

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
: >manifest
services=(gateway ingestion credential-broker investigations collector-aws collector-azure collector-gcp)
on_bus=(ingestion credential-broker investigations collector-aws collector-azure collector-gcp)
with_database=(gateway ingestion credential-broker investigations)

random() { openssl rand -hex 24; }
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
  local name="$1" names="DNS:$1,DNS:$1.$namespace.svc,DNS:$1.$namespace.svc.cluster.local,DNS:localhost${2:-}"
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$name.key" -out "$name.csr" -subj "/CN=$name" 2>/dev/null
  openssl x509 -req -in "$name.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 365 -out "$name.crt" \
    -extfile <(printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n' "$names") 2>/dev/null
  secret "$name-tls" --type=kubernetes.io/tls --from-file=tls.crt="$name.crt" --from-file=tls.key="$name.key" --from-file=ca.crt=ca.crt
}

if $tls; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.crt -days 3650 \
    -subj "/CN=CauseFlow internal authority" -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
  for service in "${services[@]}"; do certificate "$service"; done
  certificate rabbitmq ",DNS:*.rabbitmq-nodes.$namespace.svc.cluster.local"
fi

# The gateway's identity: what it signs, the services believe.
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out gateway.key.pem 2>/dev/null
openssl pkey -in gateway.key.pem -pubout -out gateway.pub.pem
secret gateway-identity --from-file=gateway.key.pem
add configmap gateway-public-key --from-file=gateway.pub.pem

# The cluster's own keys.
if [ -n "$key_set" ]; then
  cp "$key_set" jwks.json
  add configmap cluster-key-set --from-file=jwks.json
fi

# Bus: one user for each service, and one that only counts queues.
jq -n '{vhosts: [{name: "/"}], users: [], permissions: []}' >definitions.json
user() { # name, password, tags, permissions as JSON
  local salt hash
  salt="$(openssl rand -hex 4)"
  hash="$({ printf '%s' "$salt" | bytes; { printf '%s' "$salt" | bytes; printf '%s' "$2"; } | openssl dgst -sha256 -binary; } | openssl base64 -A)"
  jq --arg name "$1" --arg hash "$hash" --arg tags "$3" --argjson allowed "$4" '
    .users += [{name: $name, password_hash: $hash, hashing_algorithm: "rabbit_password_hashing_sha256", tags: $tags}]
    | .permissions += [{user: $name, vhost: "/"} + $allowed]' definitions.json >definitions.next
  mv definitions.next definitions.json
}
bytes() { local hex; read -r hex || true; printf '%b' "$(sed 's/../\\x&/g' <<<"$hex")"; }
for service in "${on_bus[@]}"; do
  password="$(random)"
  secret "$service-bus" --from-literal=username="$service" --from-literal=password="$password"
  user "$service" "$password" "" "$(jq --arg name "$service" '.[$name]' "$here/../rabbitmq/permissions.json")"
done
scaler="$(random)"
secret scaler-bus --from-literal=username=scaler --from-literal=password="$scaler"
secret keda-rabbitmq --from-literal=host="https://scaler:$scaler@rabbitmq.$namespace.svc:15671/" --from-literal=tls=enable

# Databases: an owner that only the migration uses, and the service's own role, to which the migration grants rows and no more.
authority="${database_ca:+;Root Certificate=/etc/causeflow/database/ca.crt}"
if $dev; then database_ca=ca.crt authority=";Root Certificate=/etc/causeflow/database/ca.crt"; fi
if [ -n "$database_ca" ]; then
  [ "$database_ca" -ef ca.crt ] || cp "$database_ca" database-ca.crt
  add configmap database-ca --from-file=ca.crt="$([ -e database-ca.crt ] && echo database-ca.crt || echo ca.crt)"
fi
connection() { echo "Host=$database;Port=5432;Database=causeflow;Username=$1;Password=$2;SSL Mode=VerifyFull$authority;Maximum Pool Size=${3}"; }
echo "-- In the database causeflow, as a role that may create others." >roles.sql
for service in "${with_database[@]}"; do
  password="$(random)" owner="$(random)" schema="${service//-/_}"
  secret "$service-database" --from-literal=connection-string="$(connection "$service" "$password" 30)"
  secret "$service-migration" --from-literal=connection-string="$(connection "$service-owner" "$owner" 2)"
  cat >>roles.sql <<SQL
create role "$service-owner" login password '$owner';
create role "$service" login password '$password';
create schema $schema authorization "$service-owner";
SQL
done

# Keys that outlive every database: without them webhook addresses change, sealed credentials and audit records are lost.
vault() {
  local id; id="$(openssl rand -hex 4)"
  printf '%s' "$id" >current
  openssl rand -base64 32 >"kek-$id.key"
  secret "$1-vault-keys" --from-file=current --from-file="kek-$id.key"
}
openssl rand -out route-keys.key 32
secret ingestion-keys --from-file=route-keys.key
vault ingestion
openssl rand -base64 32 >audit.key
openssl rand -base64 32 >token.key
secret credential-broker-keys --from-file=audit.key --from-file=token.key
vault credential-broker
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out oidc.pem 2>/dev/null
oidc="$(date -u +%Y%m%dT%H%M%SZ)-$(openssl pkey -in oidc.pem -pubout -outform DER | openssl dgst -sha256 -r | cut -c1-16).pem"
secret credential-broker-oidc-keys --from-file="$oidc=oidc.pem"

if $dev; then
  certificate postgres
  certificate causeflow-ingress ",DNS:causeflow.localhost"
  secret rabbitmq-definitions --from-file=definitions.json
  secret postgres-password --from-literal=password="$(random)"
  secret postgres-roles --from-file=roles.sql
fi

cp roles.sql "$out.sql"
cp manifest "$out"
echo "wrote $out and $out.sql" >&2
