#!/usr/bin/env bash
# Previews this checkout offline, judged by main's policies and waivers and then by its own, and writes the report:
# FOLDER/comment.md and FOLDER/report.html. Fails where the preview does, or where main's judge refuses the change.
set -euo pipefail

usage="usage: rehearse.sh STACK SNAPSHOTS BASE FOLDER"
stack="${1:?$usage}"
snapshot="${2:?$usage}/$1.json"
base="${3:?$usage}"
folder="${4:?$usage}"

mkdir -p "$folder"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

preview() {
  if [[ -s "$snapshot" ]]; then
    ./luma rehearsal preview "$snapshot" --non-interactive "$@"
  else
    LUMA_LOCAL_HOME="$work/home" ./luma local preview --stack "$stack" --non-interactive "$@"
  fi
}

# Main's pack runs with this checkout's packages: both pin the same ones, or the change of requirements.txt is reviewed.
ln -sfn "$PWD/.venv" "$base/.venv"
file="$(./luma stacks --json | jq --raw-output --arg stack "$stack" '.[] | select(.stack == $stack) | .file')"
judged="$base/$file"
if [[ ! -f "$judged" ]]; then
  judged="$file" # a new stack: main has no settings for it
fi
PYTHONPATH="$base/policies" .venv/bin/python -m luma_policies.packconfig "$judged" > "$work/base.json"

refused=0
LUMA_POLICY_REPORT="$PWD/$folder/base-policies.json" \
  preview --policy-pack "$base/policies" --policy-pack-config "$work/base.json" > "$folder/base.txt" 2>&1 || refused=$?

code=0
export PULUMI_DEBUG_COMMANDS=true
LUMA_POLICY_REPORT="$PWD/$folder/policies.json" preview --event-log "$work/events.jsonl" || code=$?

if [[ -s "$work/events.jsonl" ]]; then
  reports=()
  if [[ -s "$folder/policies.json" ]]; then
    reports+=(--policies "$folder/policies.json")
    if [[ -s "$folder/base-policies.json" ]]; then
      reports+=(--base-policies "$folder/base-policies.json")
    fi
  fi
  ./luma report "$work/events.jsonl" "${reports[@]}" --markdown "$folder/comment.md" --html "$folder/report.html"
fi
if ((refused && !code)); then
  echo "::error title=Main's policies refuse this change::They run beside the pull request's own; see base.txt."
  cat "$folder/base.txt"
fi
exit $((code ? code : refused))
