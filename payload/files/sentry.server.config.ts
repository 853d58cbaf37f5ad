// Sentry in Node.js. src/instrumentation.ts imports it when the server starts.
import { initSentry } from './src/lib/sentry'

initSentry()
