#!/usr/bin/env bash
# Restores a backup made by backup-database.sh over a database: what the dump holds is dropped and made anew.
#
#   scripts/restore-database.sh FILE.sql.gz [--yes]
#
#   DIRECT_URL or DATABASE_URL   the database to overwrite
#   --yes                        do not ask for the database's name first
#
# All or nothing: any error undoes the whole restore.
set -euo pipefail

# shellcheck source-path=SCRIPTDIR source=lib/database-url.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/database-url.sh"

file="" confirmed=false
for argument in "$@"; do
  case "$argument" in
    --yes) confirmed=true ;;
    -*) fail "unknown option $argument. Usage: restore-database.sh FILE.sql.gz [--yes]" ;;
    *) file="$argument" ;;
  esac
done
[[ -n "$file" ]] || fail "no file given. Usage: restore-database.sh FILE.sql.gz [--yes]"
[[ -r "$file" ]] || fail "'$file' cannot be read, so nothing was changed."

if [[ -n "${DIRECT_URL:-}" ]]; then use_database_url DIRECT_URL; else use_database_url DATABASE_URL; fi
need psql gzip
check_archive "$file" || fail "'$file' is no whole backup, so nothing was changed. Take another one."

if [[ "$confirmed" != true ]]; then
  read -r -p "This overwrites '$PGDATABASE' on $PGHOST. Type the database's name to go on: " answer || answer=""
  [[ "$answer" == "$PGDATABASE" ]] || fail "not confirmed, so nothing was changed."
fi

gzip --decompress --stdout "$file" |
  psql --no-psqlrc --no-password --quiet --output=/dev/null --set ON_ERROR_STOP=1 --single-transaction ||
  fail "the restore of '$file' failed, for the reason above; the database is as it was before."
echo "Restored '$file' to '$PGDATABASE' on $PGHOST." >&2
