#!/usr/bin/env bash
# Dumps the database to a compressed, restorable SQL file and keeps the newest ones.
#
#   scripts/backup-database.sh [FOLDER]        default: $BACKUP_DIR, or ./backups
#
#   DIRECT_URL or DATABASE_URL   the database; the direct one is preferred, because a transaction pooler cannot be dumped
#   BACKUP_SCHEMAS               schemas to dump, separated by spaces (default: the whole database)
#   BACKUP_KEEP                  how many backups stay in the folder (default 10)
#
# The file appears under its final name only when it is whole. Its name is the last line of standard output.
set -euo pipefail

# shellcheck source-path=SCRIPTDIR source=lib/database-url.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/database-url.sh"

folder="${1:-${BACKUP_DIR:-./backups}}"
keep="${BACKUP_KEEP:-10}"
[[ "$keep" =~ ^[1-9][0-9]*$ ]] || fail "BACKUP_KEEP is '$keep', so it is unclear what may be deleted. Use a whole number above 0."

if [[ -n "${DIRECT_URL:-}" ]]; then use_database_url DIRECT_URL; else use_database_url DATABASE_URL; fi
need pg_dump gzip

scope=()
for schema in ${BACKUP_SCHEMAS:-}; do scope+=("--schema=$schema" --strict-names); done

umask 077 # a dump is as secret as the database
mkdir -p "$folder" || fail "the folder '$folder' cannot be made, so nothing was dumped."
[[ -w "$folder" ]] || fail "the folder '$folder' is not writable, so nothing was dumped."

partial="$(mktemp "$folder/.partial-XXXXXXXX")"
trap 'rm -f "$partial"' EXIT
trap 'exit 130' INT TERM

pg_dump --format=plain --clean --if-exists --no-owner --no-acl --no-password "${scope[@]}" | gzip > "$partial" ||
  fail "the dump of '$PGDATABASE' on $PGHOST failed, for the reason above; nothing was kept."
check_archive "$partial" || fail "the dump of '$PGDATABASE' cannot be read back, so it was thrown away. Is the disk full?"

# `ln` refuses to overwrite: a backup of the same second waits for the next one.
until
  file="$folder/backup-$(date -u +%Y%m%dT%H%M%SZ).sql.gz"
  ln "$partial" "$file" 2> /dev/null
do
  [[ -e "$file" ]] || fail "'$file' cannot be written, so there is no backup."
  sleep 0.2
done

shopt -s nullglob
backups=("$folder"/backup-*.sql.gz) # a glob is sorted, and the names sort by time
surplus=$((${#backups[@]} - keep))
for ((i = 0; i < surplus; i++)); do rm -f -- "${backups[i]}"; done

echo "Backed up '$PGDATABASE' ($(($(wc -c < "$file") / 1024)) KiB); ${#backups[@]} backups, at most $keep are kept." >&2
echo "$file"
