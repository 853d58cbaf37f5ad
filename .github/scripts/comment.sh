#!/usr/bin/env bash
# Writes a file's text as this workflow's comment on the pull request: the first time a new comment, then the same one.
set -euo pipefail

name="${1:?usage: comment.sh NAME FILE}"
file="${2:?usage: comment.sh NAME FILE}"
marker="<!-- workflow: $name -->"
comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"

body="$(printf '%s\n%s' "$marker" "$(cat "$file")")"
mine="$(gh api --paginate "$comments" \
  --jq ".[] | select(.user.login == \"github-actions[bot]\" and (.body | startswith(\"$marker\"))) | .id")"
first="${mine%%$'\n'*}"

if [[ -n "$first" ]]; then
  gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$first" --raw-field "body=$body"
else
  gh api --silent --method POST "$comments" --raw-field "body=$body"
fi
