# shellcheck shell=bash
# Sourced by the database scripts: turns a database URL into libpq's PG* variables.
#
# So the password stands in no argument list, and what only Prisma understands (?pgbouncer=true, ?schema=...) is left
# out, which libpq would refuse.

fail() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

need() {
  local tool
  for tool in "$@"; do
    command -v "$tool" > /dev/null || fail "$tool is not installed, so nothing was done. Install PostgreSQL's client tools."
  done
}

_decode() {
  local text="${1//\\/\\\\}"
  printf '%b' "${text//%/\\x}"
}

# use_database_url NAME: exports PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE and PGSSLMODE from the variable NAME.
use_database_url() {
  local name="$1" url="${!1:-}" rest query authority user
  [[ -n "$url" ]] || fail "$name is not set, so no database is known. Set it: export $name='postgresql://user:password@host:5432/database'"
  [[ "$url" =~ ^postgres(ql)?:// ]] || fail "$name is no PostgreSQL URL. It must start with postgresql:// or postgres://"
  rest="${url#*://}"
  query=""
  [[ "$rest" != *\?* ]] || query="${rest#*\?}"
  rest="${rest%%\?*}"
  [[ "$rest" == */?* ]] || fail "$name names no database. It must end in /DATABASE"
  PGDATABASE="$(_decode "${rest##*/}")"
  authority="${rest%/*}"
  user="${authority%@*}"
  [[ "$authority" == *@* && -n "${user%%:*}" ]] || fail "$name names no user. It must read postgresql://USER:PASSWORD@HOST:PORT/DATABASE"
  PGUSER="$(_decode "${user%%:*}")"
  if [[ "$user" == *:* ]]; then
    PGPASSWORD="$(_decode "${user#*:}")"
    export PGPASSWORD
  fi
  _use_host "$name" "${authority##*@}" "$query"
  export PGDATABASE PGUSER
}

_use_host() {
  local name="$1" host="$2" query="&$3" port=""
  if [[ "$host" =~ ^(.*):([0-9]+)$ ]]; then
    host="${BASH_REMATCH[1]}"
    port="${BASH_REMATCH[2]}"
  fi
  if [[ "$host" == \[*\] ]]; then
    host="${host:1:-1}"
  fi
  [[ ! "$query" =~ \&host=([^\&]+) ]] || host="$(_decode "${BASH_REMATCH[1]}")"
  [[ -n "$host" ]] || fail "$name names no host. It must read postgresql://USER:PASSWORD@HOST:PORT/DATABASE"
  [[ ! "$query" =~ \&sslmode=([^\&]+) ]] || export PGSSLMODE="${BASH_REMATCH[1]}"
  export PGHOST="$host" PGPORT="${port:-5432}"
}

# check_archive FILE: fails unless the file is a whole gzipped dump.
check_archive() {
  gzip --test "$1" 2> /dev/null || return 1
  gzip --decompress --stdout "$1" | tail -n 20 | grep -q 'PostgreSQL database dump complete'
}
