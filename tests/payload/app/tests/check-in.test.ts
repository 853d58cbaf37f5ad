import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { checkIn, withCheckIn } from '@/lib/check-in'

vi.mock('@/lib/app.generated', () => ({
  APP_NAME: 'sample',
  MONITORS: { 'quota-reset': 'sample-quota-reset', '/api/cron/tidy': 'sample-api-cron-tidy' },
}))

const send = vi.fn<(url: URL, init: RequestInit) => Promise<Response>>()
const told = () => send.mock.calls.map(([url]) => [url.pathname, url.searchParams.get('status')])
const runs = () => new Set(send.mock.calls.map(([url]) => url.searchParams.get('check_in_id')))

beforeEach(() => {
  vi.stubEnv('NEXT_PUBLIC_SENTRY_DSN', 'https://abc@o1.ingest.us.sentry.io/7')
  vi.stubGlobal('fetch', send.mockResolvedValue(new Response(null, { status: 202 })))
  vi.spyOn(console, 'warn').mockImplementation(() => {})
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  send.mockReset()
})

describe('checkIn', () => {
  it('tells the monitor of the job, at the address in the DSN', async () => {
    await checkIn('quota-reset', 'run_1', 'in_progress')
    const [url, init] = send.mock.calls[0] ?? []
    expect(url?.origin).toBe('https://o1.ingest.us.sentry.io')
    expect(told()).toEqual([['/api/7/cron/sample-quota-reset/abc/', 'in_progress']])
    expect(init?.method).toBe('POST')
  })

  it('names a run the same from its beginning to its end, and another run otherwise', async () => {
    await checkIn('quota-reset', 'run_1', 'in_progress')
    await checkIn('quota-reset', 'run_1', 'ok')
    expect(runs().size).toBe(1)
    expect([...runs()][0]).toMatch(/^[0-9a-f]{32}$/)
    await checkIn('quota-reset', 'run_2', 'in_progress')
    expect(runs().size).toBe(2)
  })

  it('sends nothing for a job that is on no schedule', async () => {
    await checkIn('extract-pdf-structure', 'run_1', 'ok')
    expect(send).not.toHaveBeenCalled()
  })

  it('sends nothing without a DSN', async () => {
    vi.stubEnv('NEXT_PUBLIC_SENTRY_DSN', '')
    await checkIn('quota-reset', 'run_1', 'ok')
    expect(send).not.toHaveBeenCalled()
  })

  it.each([
    ['is refused', () => send.mockResolvedValue(new Response(null, { status: 429 }))],
    ['fails', () => send.mockRejectedValue(new TypeError('fetch failed'))],
  ])('lets the job go on where it %s, and says so', async (_, prepare) => {
    prepare()
    await checkIn('quota-reset', 'run_1', 'ok')
    expect(console.warn).toHaveBeenCalledTimes(1)
  })
})

describe('withCheckIn', () => {
  it('checks in before and after the work, and gives its result', async () => {
    expect(await withCheckIn('/api/cron/tidy', async () => told().length)).toBe(1)
    const path = '/api/7/cron/sample-api-cron-tidy/abc/'
    expect(told()).toEqual([
      [path, 'in_progress'],
      [path, 'ok'],
    ])
    expect(runs().size).toBe(1)
  })

  it('tells of work that failed, and fails as it did', async () => {
    const work = () => Promise.reject(new Error('out of tidiness'))
    await expect(withCheckIn('/api/cron/tidy', work)).rejects.toThrow('out of tidiness')
    expect(told().map(([, status]) => status)).toEqual(['in_progress', 'error'])
  })
})
