// Sentry in the browser. src/instrumentation-client.ts imports it: Turbopack ignores this file's name.
import { initSentry } from './src/lib/sentry'

initSentry()
