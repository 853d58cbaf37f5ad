#!/usr/bin/env bash
# Tells Sentry which commit went live where. The build on Vercel has uploaded its source maps under the same release.
set -euo pipefail

environment="${1:?usage: sentry-release.sh ENVIRONMENT}"
: "${SENTRY_AUTH_TOKEN:?is empty: the release would be missing in Sentry. Run pulumi up.}"

sentry() { npx --no-install sentry-cli "$@"; }

# Sentry counts from the previous release; the first one has none, so it gets the commits of this push.
commits() {
  sentry releases set-commits "$GITHUB_SHA" --commit "$GITHUB_REPOSITORY@$GITHUB_SHA" ||
    sentry releases set-commits "$GITHUB_SHA" --commit "$GITHUB_REPOSITORY@$COMMIT_BEFORE..$GITHUB_SHA" ||
    echo "::warning title=No commits in Sentry::Is the repository connected to Sentry's GitHub app?"
}

sentry releases new "$GITHUB_SHA"
commits
sentry releases finalize "$GITHUB_SHA"
sentry deploys new --release "$GITHUB_SHA" --env "$environment"
