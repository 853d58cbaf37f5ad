#!/usr/bin/env bash
# Requests the page at the given address until it answers 200, for at most a minute.
set -euo pipefail

url="${1:?usage: smoke.sh URL}"

# On standard input, so that the secret stands in no process's arguments.
headers() {
  if [[ -n "${VERCEL_AUTOMATION_BYPASS_SECRET:-}" ]]; then
    printf 'header = "x-vercel-protection-bypass: %s"\n' "$VERCEL_AUTOMATION_BYPASS_SECRET"
  fi
}

for attempt in 1 2 3 4 5 6; do
  status="$(headers | curl --config - --silent --output /dev/null --max-time 20 --write-out '%{http_code}' "$url" || true)"
  if [[ "$status" == 200 ]]; then
    echo "$url answers 200."
    exit 0
  fi
  echo "Attempt $attempt: $url answers ${status:-nothing}."
  sleep "${SMOKE_PAUSE_SECONDS:-10}"
done
echo "::error title=Smoke test failed::$url does not answer 200, so nothing was promoted. Look at its logs in Vercel." >&2
exit 1
