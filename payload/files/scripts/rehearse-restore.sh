#!/usr/bin/env bash
# Proves that a backup can be restored: starts an empty PostgreSQL, restores the file there, and compares the number of
# rows of every table with what the file holds.
#
#   scripts/rehearse-restore.sh FILE.sql.gz
#
#   POSTGRES_BIN        folder of initdb and pg_ctl (default: from PATH)
#   REHEARSE_SCHEMAS    schemas whose tables must come back, separated by spaces (default: public)
set -euo pipefail

# shellcheck source-path=SCRIPTDIR source=lib/database-url.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/database-url.sh"

file="${1:-}"
schemas="${REHEARSE_SCHEMAS:-public}"
[[ -r "$file" ]] || fail "'$file' cannot be read. Usage: rehearse-restore.sh FILE.sql.gz"
check_archive "$file" || fail "'$file' is no whole backup. Take another one."
PATH="${POSTGRES_BIN:+$POSTGRES_BIN:}$PATH"
need initdb pg_ctl psql createdb gzip awk

work="$(mktemp -d)"
stop() {
  pg_ctl --pgdata="$work/data" --mode=immediate stop > /dev/null 2>&1 || true
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT TERM

initdb --pgdata="$work/data" --username=rehearsal --auth=trust --no-sync --encoding=UTF8 > /dev/null
pg_ctl --pgdata="$work/data" --wait --log="$work/log" \
  --options="-c listen_addresses='' -c unix_socket_directories='$work' -c fsync=off" start > /dev/null
PGHOST="$work" PGUSER=rehearsal createdb rehearsal

# A dump writes each table's rows between `COPY schema.table (...) FROM stdin;` and `\.`. Only the rows of the schemas
# that must come back are passed on, and counted.
gzip --decompress --stdout "$file" | awk -v schemas=" $schemas " -v expected="$work/expected" '
  !copying && /^COPY .* FROM stdin;$/ {
    table = $0; sub(/^COPY /, "", table); sub(/ \(.*/, "", table)
    split(table, parts, ".")
    copying = 1; rows = 0; wanted = index(schemas, " " parts[1] " ")
    if (wanted) print
    next
  }
  copying && /^\\\.$/ { copying = 0; if (wanted) { print; print table "\t" rows > expected }; next }
  copying { rows++; if (wanted) print; next }
  { print }
' > "$work/dump.sql"
[[ -s "$work/expected" ]] || fail "'$file' holds no table of the schemas '$schemas', so nothing was proved."

# Errors are collected, not fatal: an empty server lacks the real one's roles and extensions. The rows decide.
PGHOST="$work" PGUSER=rehearsal psql --no-psqlrc --quiet --output=/dev/null --dbname=rehearsal --file="$work/dump.sql" \
  2> "$work/errors" || fail "the restore broke off: $(tail -n 5 "$work/errors")"

wrong=0
while IFS=$'\t' read -r table rows; do
  found="$(PGHOST="$work" PGUSER=rehearsal psql --no-psqlrc -tA --dbname=rehearsal --command="SELECT count(*) FROM $table" 2>&1 || true)"
  if [[ "$found" != "$rows" ]]; then
    echo "$table: the backup holds $rows rows, the restore has: $found" >&2
    wrong=$((wrong + 1))
  fi
done < "$work/expected"
((wrong == 0)) || fail "$wrong tables did not come back. The restore said: $(head -n 20 "$work/errors")"
echo "Rehearsed '$file': $(wc -l < "$work/expected") tables came back with every row."
