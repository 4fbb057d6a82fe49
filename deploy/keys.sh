# Sourced by deploy/k8s/secrets.sh and the scripts of deploy/compose: what an installation's keys, users and roles are made of.
# Everything is written to the working directory, which belongs to the caller and is private.
# shellcheck shell=bash disable=SC2034 # the lists are used by those who source this

services=(gateway ingestion credential-broker investigations collector-aws collector-azure collector-gcp)
on_bus=(ingestion credential-broker investigations collector-aws collector-azure collector-gcp)
with_database=(gateway ingestion credential-broker investigations)
pages=(dashboard) # asks as the person who looks, so that no service has to believe it
servers=(rabbitmq postgres otel-collector) # of compose

is_page() { [[ " ${pages[*]} " == *" $1 "* ]]; }
# What has a database has rows from its first day, which no key that is made later belongs to.
may_be_added() { # service; the caller has a fail()
  [[ " ${services[*]} ${pages[*]} " == *" $1 "* ]] || fail "this release has no service $1; it has ${services[*]} ${pages[*]}"
  [[ " ${with_database[*]} " != *" $1 "* ]] || fail "$1 has a database; only a collector or a page can be added"
}

random() { openssl rand -hex 24; }

make_authority() { # ca.crt, ca.key
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.crt -days 3650 \
    -subj "/CN=CauseFlow internal authority" -addext basicConstraints=critical,CA:TRUE \
    -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
}

issue() { # name, names as in a certificate: NAME.crt, NAME.key
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$1" 2>/dev/null
  openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 365 -out "$1.crt" \
    -extfile <(printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n' "$2") 2>/dev/null
}

make_identity() { # service: SERVICE.key.pem signs, SERVICE.pub.pem is what the others believe
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key.pem" 2>/dev/null
  openssl pkey -in "$1.key.pem" -pubout -out "$1.pub.pem"
}

# RabbitMQ's definitions: one user for each service, with the permissions that the code needs and a salted hash of its password.
start_definitions() { jq -n '{vhosts: [{name: "/"}], users: [], permissions: []}' >definitions.json; }
permissions_of() { jq --arg name "$1" '.[$name]' "$(dirname "${BASH_SOURCE[0]}")/rabbitmq/permissions.json"; }
bytes() { local hex; read -r hex || true; printf '%b' "$(sed 's/../\\x&/g' <<<"$hex")"; }
password_hash() { # password: RabbitMQ's form of it, with a salt of its own
  local salt
  salt="$(openssl rand -hex 4)"
  { bytes <<<"$salt"; { bytes <<<"$salt"; printf '%s' "$1"; } | openssl dgst -sha256 -binary; } | openssl base64 -A
}
add_bus_user() { # name, password, tags, permissions as JSON
  jq --arg name "$1" --arg hash "$(password_hash "$2")" --arg tags "$3" --argjson allowed "$4" '
    .users += [{name: $name, password_hash: $hash, hashing_algorithm: "rabbit_password_hashing_sha256", tags: $tags}]
    | .permissions += [{user: $name, vhost: "/"} + $allowed]' definitions.json >definitions.next
  mv definitions.next definitions.json
}

# Databases: an owner that only the migration uses, and the service's own role, to which the migration grants rows and no more.
start_roles() {
  cat >roles.sql <<'SQL'
-- In the database causeflow, as a role that may create others.
-- The passwords below are not for the server's log, whatever it logs otherwise.
do $$ begin
  perform set_config('log_statement', 'none', false), set_config('log_min_error_statement', 'panic', false),
    set_config('log_min_duration_statement', '-1', false);
exception when insufficient_privilege then
  raise warning 'only a superuser turns off the log: see to it that this server does not log these passwords';
end $$;
SQL
}
add_roles() { # service, its password, the owner's password
  cat >>roles.sql <<SQL
create role "$1-owner" login password '$3';
create role "$1" login password '$2';
create schema ${1//-/_} authorization "$1-owner";
SQL
}
# TLS is required, so that Kerberos is not tried first: its library is in few images.
connection() { # host, role, password, pool, path of the authority's file or nothing
  local tls="SSL Mode=VerifyFull;GSS Encryption Mode=Disable${5:+;Root Certificate=$5}"
  echo "Host=$1;Port=5432;Database=causeflow;Username=$2;Password=$3;$tls;Maximum Pool Size=$4"
}

make_key() { openssl rand -base64 32 >"$1"; }
make_oidc_key() { openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$1" 2>/dev/null; }
