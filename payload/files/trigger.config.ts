import { defineConfig } from '@trigger.dev/sdk'

export default defineConfig({
  // The project's reference, proj_…; the workflow and .env.local set it. Its name is chosen in Trigger.dev.
  project: process.env.TRIGGER_PROJECT_REF ?? '',
  runtime: 'node-24',
  logLevel: 'log',
  maxDuration: 900, // seconds of computing time a run may take
  retries: {
    enabledInDev: true,
    default: { maxAttempts: 3, minTimeoutInMs: 1000, maxTimeoutInMs: 10_000, factor: 2, randomize: true },
  },
  dirs: ['./src/trigger'],
})
