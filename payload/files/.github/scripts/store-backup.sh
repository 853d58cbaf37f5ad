#!/usr/bin/env bash
# Encrypts a dump to the public key, stores it in the backup bucket, and compares the stored size.
set -euo pipefail

dump="${1:?usage: store-backup.sh FILE}"
: "${BACKUP_PUBLIC_KEY:?is empty: the dump would be stored unencrypted, so it is not stored. Run pulumi up.}"
: "${BACKUP_BUCKET_NAME:?is empty: the backup has no place. Run pulumi up.}"

key="postgresql/$(basename "$dump").age"
age --encrypt --recipient "$BACKUP_PUBLIC_KEY" --output "$dump.age" "$dump"
aws s3 cp --only-show-errors --endpoint-url "$R2_ENDPOINT" "$dump.age" "s3://$BACKUP_BUCKET_NAME/$key"

size="$(wc -c < "$dump.age" | tr -d ' ')"
stored="$(aws s3api head-object --endpoint-url "$R2_ENDPOINT" --bucket "$BACKUP_BUCKET_NAME" --key "$key" \
  --query ContentLength --output text)"
if [[ "$stored" != "$size" ]]; then
  echo "::error title=Backup is not whole::$key has $stored bytes in the bucket instead of $size." >&2
  exit 1
fi
echo "Stored $key ($size bytes)." >> "$GITHUB_STEP_SUMMARY"
