import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'

import * as jobs from '@/trigger'
import config from '../trigger.config'

const nextConfig = (env: Record<string, string>) => {
  const script =
    "const {default: c} = await import('./next.config.mjs'); console.log(typeof c === 'function' || Object.keys(c).length > 0)"
  return execFileSync('node', ['--input-type=module', '-e', script], {
    env: { PATH: process.env.PATH, NODE_ENV: 'test', ...env },
    encoding: 'utf8',
  }).trim()
}

describe('trigger.config.ts', () => {
  it('is as the seed describes it', () => {
    expect(config).toMatchObject({
      logLevel: 'log',
      retries: {
        enabledInDev: true,
        default: { maxAttempts: 3, minTimeoutInMs: 1000, maxTimeoutInMs: 10_000, factor: 2 },
      },
      dirs: ['./src/trigger'],
    })
  })

  it('names a runtime and a limit, which Trigger.dev asks for', () => {
    expect(config).toMatchObject({ runtime: 'node-24', maxDuration: 900 })
  })
})

describe('src/trigger', () => {
  it('exports the two jobs under their ids', () => {
    expect(
      Object.values(jobs)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['extract-pdf-structure', 'quota-reset'])
  })
})

describe('next.config.mjs', () => {
  it('is wrapped only when there is a DSN', () => {
    expect(nextConfig({})).toBe('false')
    expect(nextConfig({ NEXT_PUBLIC_SENTRY_DSN: 'https://k@o1.ingest.us.sentry.io/7' })).toBe('true')
  })
})

describe('sentry.build.mjs', () => {
  const options = async (env: Record<string, string>) => {
    const script = "const {sentryBuildOptions: o} = await import('./sentry.build.mjs'); console.log(JSON.stringify(o))"
    const text = execFileSync('node', ['--input-type=module', '-e', script], {
      env: { PATH: process.env.PATH, NODE_ENV: 'test', ...env },
      encoding: 'utf8',
    })
    return JSON.parse(text) as Record<string, unknown>
  }

  it('uploads source maps only where there is a token, and never publishes them', async () => {
    expect(await options({})).toMatchObject({ sourcemaps: { disable: true } })
    expect(await options({ SENTRY_AUTH_TOKEN: 't' })).toMatchObject({
      sourcemaps: { disable: false, deleteSourcemapsAfterUpload: true },
    })
  })

  it('is silent, sends no telemetry, and turns the SDK logger off', async () => {
    expect(await options({})).toMatchObject({
      silent: true,
      telemetry: false,
      webpack: { treeshake: { removeDebugLogging: true } },
    })
  })

  it('names the release by the commit', async () => {
    expect(await options({ NEXT_PUBLIC_RELEASE: 'f00' })).toMatchObject({ release: { name: 'f00' } })
    expect(await options({ VERCEL_GIT_COMMIT_SHA: 'ba4' })).toMatchObject({ release: { name: 'ba4' } })
  })
})
