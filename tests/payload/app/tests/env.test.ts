import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { describe, expect, it } from 'vitest'

import { platformVariables, publicValues } from '@/lib/env.generated'
import { readEnv, text, variable } from '@/lib/env-reader'

type Source = Record<string, string | undefined>

const KEY = 'q83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJq80='
const SAMPLE: Record<string, string> = {
  DATABASE_URL: 'postgresql://u:p@pooler.luma.test:6543/postgres?pgbouncer=true',
  DIRECT_URL: 'postgresql://u:p@db.luma.test:5432/postgres',
  CSRF_SECRET: KEY,
  SESSION_SECRET: KEY,
  SUPER_ADMIN_EMAIL: 'admin@luma.test',
  EMAIL_FROM: 'noreply@luma.test',
  VERCEL_ENV: 'production',
}
/** Every variable with a value that fits. */
const good = (): Source => ({
  ...Object.fromEntries(
    Object.keys(platformVariables).map((name) => [name, /_(URL|DSN)$/.test(name) ? 'https://luma.test' : 'value']),
  ),
  ...SAMPLE,
})
const read = (source: Source) => readEnv(platformVariables, {}, source, false)
const problems = (source: Source): string[] => {
  try {
    read(source)
    return []
  } catch (error) {
    return String((error as Error).message)
      .split('\n')
      .filter((line) => line.startsWith('  '))
      .map((line) => line.trim())
  }
}
const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(good()).filter(([name]) => !names.includes(name)))

describe('what is needed', () => {
  it('a whole environment is accepted as it is', () => {
    expect(read(good()).DATABASE_URL).toBe(SAMPLE.DATABASE_URL)
    expect(problems(good())).toEqual([])
  })

  it('one error names every problem, sorted, without a value', () => {
    const given = {
      ...without('SESSION_SECRET', 'DATABASE_URL'),
      CSRF_SECRET: 'hunter2',
      EMAIL_FROM: 'nobody',
      NEXT_PUBLIC_APP_URL: 'luma',
    }
    expect(problems(given)).toEqual([
      'CSRF_SECRET is not base64; make it with: openssl rand -base64 32',
      'DATABASE_URL is missing',
      'EMAIL_FROM is no e-mail address',
      'NEXT_PUBLIC_APP_URL is no URL; write https://…',
      'SESSION_SECRET is missing',
    ])
  })

  it('a service is needed where the app is live, and may be missing elsewhere', () => {
    expect(problems(without('RESEND_API_KEY'))).toEqual(['RESEND_API_KEY is missing'])
    expect(problems({ ...without('RESEND_API_KEY'), VERCEL_ENV: 'preview' })).toEqual([])
    expect(problems(without('RESEND_API_KEY', 'VERCEL_ENV'))).toEqual([])
  })

  it('an empty value is a missing one', () => {
    expect(problems({ ...good(), DIRECT_URL: '' })).toEqual(['DIRECT_URL is missing'])
  })

  it('a background job is not asked for what only the app has', () => {
    const job = {
      ...without('CSRF_SECRET', 'SESSION_SECRET', 'SUPER_ADMIN_PASSWORD', 'VERCEL_ENV'),
      TRIGGER_OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otel.test',
    }
    expect(problems(job)).toEqual([])
    expect(problems({ ...job, RESEND_API_KEY: '' })).toEqual(['RESEND_API_KEY is missing'])
  })
})

describe('what stands for a value but is none', () => {
  it.each([
    '[SENSITIVE]',
    '<secure password>',
    'your_app_id',
    'changeme',
    'change-me',
    'xxx',
    'TODO',
    'tr_sk_...',
    're_…',
  ])('%s is refused', (value) => {
    expect(problems({ ...good(), MATHPIX_APP_ID: value })).toEqual([
      'MATHPIX_APP_ID holds a placeholder instead of a value',
    ])
  })

  it('.env.example copied unchanged is refused line by line', () => {
    const example = parseEnv(readFileSync('.env.example', 'utf8'))
    const names = Object.keys(platformVariables).filter((name) => name !== 'NODE_ENV')
    expect(Object.keys(example).sort()).toEqual(names.sort())
    expect(problems({ ...example, NODE_ENV: 'development' })).toEqual(
      names.map((name) => `${name} holds a placeholder instead of a value`),
    )
  })

  it('a pasted space is named', () => {
    expect(problems({ ...good(), RESEND_API_KEY: 're_123 ' })).toEqual(['RESEND_API_KEY begins or ends with a space'])
  })
})

describe('the browser', () => {
  const env = readEnv(
    { ...platformVariables, MINE: variable(text, 'optional') },
    { NEXT_PUBLIC_APP_URL: 'https://luma.test' },
    {},
    true,
  )

  it('reads public variables', () => expect(env.NEXT_PUBLIC_APP_URL).toBe('https://luma.test'))

  it('cannot read any other, and is told so', () => {
    expect(() => env.DATABASE_URL).toThrow('DATABASE_URL is for the server alone')
    expect(() => env.MINE).toThrow('MINE is for the server alone')
  })

  it('knows exactly the public ones', () => {
    expect(Object.keys(publicValues)).toEqual(
      Object.keys(platformVariables).filter((name) => name.startsWith('NEXT_PUBLIC_')),
    )
  })
})

describe('the app', () => {
  it('does not start without its environment, and says why in one error', () => {
    const run = () =>
      execFileSync('node', ['--import', './tests/resolve.mjs', '-e', "import('./src/lib/env.ts')"], {
        env: { PATH: process.env.PATH, NODE_ENV: 'test' },
        stdio: 'pipe',
      })
    expect(run).toThrow(/The environment has \d+ problems, so the app does not start:\s+CSRF_SECRET is missing/)
  })
})
