#!/usr/bin/env bash
# Uploads the source, waits for Vercel's build and hands the deployment's address to the next step.
# Arguments go to `vercel deploy`. The token comes from VERCEL_TOKEN, never from an argument.
set -euo pipefail

: "${VERCEL_TOKEN:?is empty: the deployment environment has no token, so nothing was deployed. Run pulumi up.}"

# The commit names the release in the build, in the app and in Sentry.
url="$(npx --no-install vercel deploy --yes \
  --build-env "NEXT_PUBLIC_RELEASE=$GITHUB_SHA" --env "NEXT_PUBLIC_RELEASE=$GITHUB_SHA" "$@")"

if [[ "$url" != https://* ]]; then
  echo "::error title=No deployment::vercel deploy printed no address but: ${url:-nothing}" >&2
  exit 1
fi
echo "url=$url" >> "$GITHUB_OUTPUT"
echo "Deployed: $url" >> "$GITHUB_STEP_SUMMARY"
