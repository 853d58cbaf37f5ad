#!/usr/bin/env bash
# Fetches a stack's scrubbed export of the last night into a folder; without one the folder stays empty, and says so.
set -euo pipefail

stack="${1:?usage: snapshot.sh STACK FOLDER}"
folder="${2:?usage: snapshot.sh STACK FOLDER}"

mkdir -p "$folder"
run="$(gh run list --repo "$GITHUB_REPOSITORY" --workflow drift.yml --branch main --limit 20 \
  --json databaseId,conclusion --jq 'map(select(.conclusion == "success"))[0].databaseId // empty')"
if [[ -z "$run" ]] || ! gh run download "$run" --repo "$GITHUB_REPOSITORY" --name "snapshot-$stack" --dir "$folder"; then
  echo "::notice title=No export of $stack::The nightly export is missing, so the preview starts from an empty platform."
fi
