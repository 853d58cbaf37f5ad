#!/usr/bin/env bash
# Looks for drift of a real stack, and exports its state without secrets: FOLDER/drift/drift.md (empty without drift)
# and FOLDER/snapshot/STACK.json. DRIFT_IGNORE holds what nobody has to declare: words such as sentry:billing*
set -euo pipefail

stack="${1:?usage: look.sh STACK FOLDER [--local]}"
folder="${2:?usage: look.sh STACK FOLDER [--local]}"
world=("${@:3}")

read -ra patterns <<< "${DRIFT_IGNORE:-}"
ignored=()
for pattern in "${patterns[@]}"; do
  ignored+=(--ignore "$pattern")
done

mkdir -p "$folder/drift" "$folder/snapshot"
code=0
./luma drift --stack "$stack" --fail "${ignored[@]}" "${world[@]}" > "$folder/drift.txt" || code=$?
if ((code > 1)); then
  exit "$code"
fi
if ((code == 1)); then
  { echo '```text'; cat "$folder/drift.txt"; echo '```'; } > "$folder/drift/drift.md"
else
  : > "$folder/drift/drift.md"
fi
./luma rehearsal export --stack "$stack" --output "$folder/snapshot/$stack.json" "${world[@]}"
