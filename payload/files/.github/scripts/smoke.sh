#!/usr/bin/env bash
# Requests the page at the given address until it answers 200, for at most a minute or so.
set -euo pipefail

url="${1:?usage: smoke.sh URL}"

# A deployment without its domain is protected: with a deploy token, `vercel curl` gets past that by itself.
status_of() {
  local flags=(--silent --output /dev/null --max-time 20 --write-out '%{http_code}')
  if [[ -n "${VERCEL_TOKEN:-}" ]]; then
    npx --no-install vercel curl / --yes --deployment "$1" -- "${flags[@]}"
  else
    curl "${flags[@]}" "$1"
  fi
}

for attempt in 1 2 3 4 5 6; do
  status="$(status_of "$url" || true)"
  if [[ "$status" == 200 ]]; then
    echo "$url answers 200."
    exit 0
  fi
  echo "Attempt $attempt: $url answers ${status:-nothing}."
  sleep "${SMOKE_PAUSE_SECONDS:-10}"
done
echo "::error title=Smoke test failed::$url does not answer 200, so nothing was promoted. Look at its logs in Vercel." >&2
exit 1
