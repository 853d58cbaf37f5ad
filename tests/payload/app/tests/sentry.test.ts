import * as Sentry from '@sentry/nextjs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { addBreadcrumb, captureError, clearUserContext, initSentry, NOISE, setUserContext } from '@/lib/sentry'

type Item = [{ type: string }, Record<string, unknown>]
const sent: Item[] = []

/** A transport that keeps what would go over the network. */
const transport = (options: Parameters<typeof Sentry.createTransport>[0]) =>
  Sentry.createTransport(options, async ({ body }) => {
    const [, ...rest] = String(body).split('\n')
    for (let at = 0; at + 1 < rest.length; at += 2)
      sent.push([JSON.parse(rest[at] as string), JSON.parse(rest[at + 1] as string)] as Item)
    return { statusCode: 200 }
  })

const start = () => initSentry({ transport, integrations: [] })
const events = async () => {
  await Sentry.flush(1000)
  return sent.filter(([{ type }]) => type === 'event').map(([, event]) => event)
}
const options = () => Sentry.getClient()?.getOptions()

beforeEach(() => {
  vi.stubEnv('NEXT_PUBLIC_SENTRY_DSN', 'https://abc@o1.ingest.us.sentry.io/7')
  vi.stubEnv('NEXT_PUBLIC_RELEASE', 'f00ba4')
  vi.stubEnv('NEXT_PUBLIC_ENVIRONMENT', 'staging')
})
afterEach(async () => {
  await Sentry.close(100)
  delete (globalThis as { __SENTRY__?: unknown }).__SENTRY__ // where the SDK keeps its scopes and its client
  vi.unstubAllEnvs()
  sent.length = 0
})

describe('initSentry', () => {
  it('does nothing without a DSN', () => {
    vi.stubEnv('NEXT_PUBLIC_SENTRY_DSN', '')
    start()
    expect(Sentry.getClient()).toBeUndefined()
  })

  it('names release, environment and tags', async () => {
    start()
    captureError(new Error('boom'))
    expect(await events()).toMatchObject([
      { release: 'f00ba4', environment: 'staging', tags: { app: 'luma-web', component: 'nextjs' } },
    ])
  })

  it.each([
    ['production', 0.1],
    ['development', 1],
  ])('samples %s at %d', (environment, rate) => {
    vi.stubEnv('NODE_ENV', environment)
    start()
    expect(options()?.tracesSampleRate).toBe(rate)
  })

  it('collects no user data, cookies, bodies or queries', () => {
    start()
    expect(options()?.dataCollection).toMatchObject({
      userInfo: false,
      cookies: false,
      httpBodies: [],
      urlQueryParams: false,
      genAI: { inputs: false, outputs: false },
      databaseQueryData: false,
      queues: false,
      stackFrameVariables: false,
    })
  })
})

describe('captureError', () => {
  it('reports what is thrown, whatever it is, with its context', async () => {
    start()
    captureError(new TypeError('boom'), { fileId: '1', password: 'hunter2' })
    captureError('only text')
    captureError({ odd: true })
    const thrown = (event: (typeof sent)[number][1]) =>
      (event.exception as { values: { type: string; value: string }[] }).values.at(-1)
    // The SDK finishes each event on its own, so that they may leave in any order.
    const found = new Map((await events()).map((event) => [thrown(event)?.value, event]))
    expect([...found.keys()].sort()).toEqual(['Thrown: {"odd":true}', 'boom', 'only text'])
    const boom = found.get('boom')
    expect(boom && thrown(boom)?.type).toBe('TypeError')
    expect(boom?.extra).toEqual({ fileId: '1', password: '[redacted]' })
  })

  it('returns the id under which it can be found', () => {
    start()
    expect(captureError(new Error('boom'))).toMatch(/^[0-9a-f]{32}$/)
  })
})

describe('privacy', () => {
  it('no e-mail address leaves, wherever in the event it stands', async () => {
    start()
    Sentry.setTag('who', 'ada@example.com')
    Sentry.setContext('form', { address: { mail: 'ada@example.com' } })
    Sentry.getCurrentScope().setUser({ id: '7', email: 'ada@example.com', username: 'ada@example.com' })
    addBreadcrumb('Mail to ada@example.com', 'mail', { to: ['ada@example.com'] })
    Sentry.getCurrentScope().setFingerprint(['ada@example.com'])
    Sentry.getCurrentScope().setTransactionName('GET /users/ada%40example.com')
    Sentry.captureException(new Error('ada@example.com', { cause: new Error('ada@example.com') }), {
      extra: { list: [{ deep: 'ada@example.com' }], 'ada@example.com': 1 },
    })
    const [event] = await events()
    expect(JSON.stringify(event)).not.toMatch(/ada(@|%40)example/)
    expect(JSON.stringify(event).match(/\[email\]/g)?.length).toBeGreaterThanOrEqual(10)
  })

  it('an event keeps what finds the error: type, frames, time', async () => {
    start()
    captureError(new RangeError('boom'))
    const [event] = await events()
    const [value] = (event?.exception as { values: { type: string; stacktrace: { frames: object[] } }[] }).values
    expect(value?.type).toBe('RangeError')
    expect(value?.stacktrace.frames.length).toBeGreaterThan(1)
    expect(event?.timestamp).toEqual(expect.any(Number))
  })

  it('a span is sent without them, too', () => {
    start()
    const clean = options()?.beforeSendSpan as (span: object) => object
    expect(
      clean({ name: 'GET /u/ada@example.com', attributes: { 'user.email': 'ada@example.com', token: 'x' } }),
    ).toEqual({
      name: 'GET /u/[email]',
      attributes: { 'user.email': '[email]', token: '[redacted]' },
    })
  })

  it('the user is known by id alone, until the log-out', async () => {
    start()
    setUserContext({ id: '7', email: 'ada@example.com', name: 'Ada' })
    captureError(new Error('one'))
    clearUserContext()
    captureError(new Error('two'))
    const [one, two] = await events()
    expect(one?.user).toEqual({ id: '7' })
    expect((two?.user as { id?: string } | undefined)?.id).toBeUndefined()
  })
})

describe('noise', () => {
  it.each([
    'ResizeObserver loop limit exceeded',
    'ResizeObserver loop completed with undelivered notifications.',
    'Failed to fetch',
    'Load failed',
    'NetworkError when attempting to fetch resource.',
    'Extension context invalidated.',
  ])('%s is not reported', async (message) => {
    start()
    captureError(new Error(message))
    captureError(new Error('a real one'))
    expect(await events()).toHaveLength(1)
  })

  it('errors thrown by browser extensions are not reported', () => {
    start()
    const urls = options()?.denyUrls as RegExp[]
    for (const url of ['chrome-extension://abc/x.js', 'moz-extension://abc/x.js', 'safari-web-extension://abc/x.js']) {
      expect(urls.some((pattern) => pattern.test(url))).toBe(true)
    }
    expect(NOISE.some((pattern) => new RegExp(pattern).test('Cannot read properties of undefined'))).toBe(false)
  })
})
