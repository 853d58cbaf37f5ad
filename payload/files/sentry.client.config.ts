// Sentry in the browser. src/instrumentation-client.ts imports it: Turbopack ignores this file's name.
import * as Sentry from '@sentry/nextjs'

import { initSentry } from './src/lib/sentry'

// A replay is kept when an error happens, with every text masked and every picture left out.
initSentry({
  replaysSessionSampleRate: 0,
  replaysOnErrorSampleRate: 1,
  integrations: [Sentry.replayIntegration({ maskAllText: true, maskAllInputs: true, blockAllMedia: true })],
})
