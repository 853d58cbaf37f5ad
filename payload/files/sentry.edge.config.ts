// Sentry in the edge runtime. src/instrumentation.ts imports it.
import { initSentry } from './src/lib/sentry'

initSentry()
