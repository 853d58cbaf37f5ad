#!/usr/bin/env bash
# Keeps one issue a stack: opened when there is drift, updated while there is, closed when there is none.
# The file tells the drift; an empty one says that there is none.
set -euo pipefail

stack="${1:?usage: drift-issue.sh STACK FILE}"
file="${2:?usage: drift-issue.sh STACK FILE}"
title="Drift: $stack"

number="$(gh issue list --repo "$GITHUB_REPOSITORY" --state open --author "app/github-actions" --limit 200 \
  --json number,title --jq "map(select(.title == \"$title\"))[0].number // empty")"

if [[ -s "$file" && -n "$number" ]]; then
  gh issue edit "$number" --repo "$GITHUB_REPOSITORY" --body-file "$file"
elif [[ -s "$file" ]]; then
  gh issue create --repo "$GITHUB_REPOSITORY" --title "$title" --body-file "$file"
elif [[ -n "$number" ]]; then
  gh issue close "$number" --repo "$GITHUB_REPOSITORY" --comment "Nothing differs any more."
fi
