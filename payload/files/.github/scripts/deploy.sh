#!/usr/bin/env bash
# deploy.sh ENVIRONMENT [FLAG...]: uploads the source, waits for Vercel's build and hands the deployment's address on.
# The flags go to `vercel deploy`. The token comes from VERCEL_TOKEN, never from an argument.
set -euo pipefail

environment="${1:?usage: deploy.sh ENVIRONMENT [FLAG...]}"
shift
: "${VERCEL_TOKEN:?is empty: the deployment environment has no token, so nothing was deployed. Run pulumi up.}"

# The app and Sentry know by these which commit runs where.
facts=()
for fact in "NEXT_PUBLIC_RELEASE=$GITHUB_SHA" "NEXT_PUBLIC_ENVIRONMENT=$environment"; do
  facts+=(--build-env "$fact" --env "$fact")
done
url="$(npx --no-install vercel deploy --yes "${facts[@]}" "$@")"

if [[ "$url" != https://* ]]; then
  echo "::error title=No deployment::vercel deploy printed no address but: ${url:-nothing}" >&2
  exit 1
fi
echo "url=$url" >> "$GITHUB_OUTPUT"
echo "Deployed: $url" >> "$GITHUB_STEP_SUMMARY"
