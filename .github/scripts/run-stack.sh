#!/usr/bin/env bash
# Runs preview or up of a stack with the policy pack, and writes the run's report: FOLDER/comment.md and FOLDER/report.html.
set -euo pipefail

command="${1:?usage: run-stack.sh preview|up STACK FOLDER}"
stack="${2:?usage: run-stack.sh preview|up STACK FOLDER}"
folder="${3:?usage: run-stack.sh preview|up STACK FOLDER}"

mkdir -p "$folder"
file="$(./luma stacks --json | jq --raw-output --arg stack "$stack" '.[] | select(.stack == $stack) | .file')"
export PULUMI_OPTION_CONFIG_FILE="$PWD/$file" PULUMI_OPTION_POLICY_PACK="$PWD/policies"
words=("$command" --stack "$stack" --non-interactive --event-log "$folder/events.jsonl")
if [[ "$command" == up ]]; then
  words+=(--yes --skip-preview)
fi

code=0
PULUMI_DEBUG_COMMANDS=true LUMA_POLICY_REPORT="$PWD/$folder/policies.json" pulumi "${words[@]}" || code=$?
if [[ -s "$folder/events.jsonl" ]]; then
  reports=()
  if [[ -s "$folder/policies.json" ]]; then
    reports=(--policies "$folder/policies.json")
  fi
  ./luma report "$folder/events.jsonl" "${reports[@]}" --markdown "$folder/comment.md" --html "$folder/report.html"
  rm "$folder/events.jsonl"
fi
exit "$code"
