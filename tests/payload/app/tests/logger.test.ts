import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { CATEGORIES, createLogger, logger, logPerformance, logRequest, withRequestLogging } from '@/lib/logger'
import { runInRequest } from '@/lib/request-context'
import { addBreadcrumb, captureError } from '@/lib/sentry'

vi.mock('@/lib/sentry', () => ({ addBreadcrumb: vi.fn(), captureError: vi.fn() }))

const print = { log: vi.fn(), warn: vi.fn(), error: vi.fn() }
const lines = () =>
  [print.log, print.warn, print.error].flatMap((each) =>
    each.mock.calls.map(([line]) => JSON.parse(line as string) as Record<string, unknown>),
  )

beforeEach(() => {
  vi.stubEnv('NODE_ENV', 'production')
  vi.spyOn(console, 'log').mockImplementation(print.log)
  vi.spyOn(console, 'warn').mockImplementation(print.warn)
  vi.spyOn(console, 'error').mockImplementation(print.error)
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.clearAllMocks()
})

describe('in production', () => {
  it('writes one line of JSON', () => {
    logger.info('User logged in', { userId: '123' })
    expect(lines()).toEqual([
      { time: expect.any(String), level: 'info', message: 'User logged in', context: { userId: '123' } },
    ])
    expect(print.log.mock.calls[0]?.[0]).not.toContain('\n')
  })

  it('leaves debug out, and shows it when LOG_LEVEL says so', () => {
    logger.debug('a')
    expect(lines()).toEqual([])
    vi.stubEnv('LOG_LEVEL', 'debug')
    logger.debug('b')
    expect(lines()).toHaveLength(1)
  })

  it('sends each level to its own stream', () => {
    logger.info('i')
    logger.warn('w')
    logger.error('e')
    expect([print.log, print.warn, print.error].map((each) => each.mock.calls.length)).toEqual([1, 1, 1])
  })

  it('takes secrets and e-mail addresses out of message and context', () => {
    logger.info('Mail to ada@example.com', { password: 'hunter2', note: 'from ada@example.com' })
    expect(JSON.stringify(lines())).not.toMatch(/ada@|hunter2/)
  })
})

describe('in development', () => {
  it('writes for people', () => {
    vi.stubEnv('NODE_ENV', 'development')
    logger.auth('Authentication successful', { method: 'password' })
    expect(print.log.mock.calls[0]?.[0]).toMatch(/^\d\d:\d\d:\d\d INFO \[auth\] Authentication successful \{\n/)
  })
})

describe('the six context loggers', () => {
  it.each(CATEGORIES)('%s is called as in the example', (category) => {
    logger[category]('GET /api/files', { userId: '123', statusCode: 200 })
    expect(lines()).toMatchObject([{ level: 'info', category, context: { userId: '123', statusCode: 200 } }])
    expect(addBreadcrumb).toHaveBeenCalledWith('GET /api/files', category, { userId: '123', statusCode: 200 }, 'info')
  })
})

describe('LOG_CATEGORIES', () => {
  it('shows the chosen categories, what has none, and every warning', () => {
    vi.stubEnv('LOG_CATEGORIES', 'db, ai')
    for (const category of CATEGORIES) logger[category](category)
    logger.info('plain')
    logRequest(new Request('https://luma.example/x'), { status: 500, startTime: 0 })
    expect(lines().map(({ message }) => message)).toEqual(['db', 'ai', 'plain', 'GET /x 500'])
  })
})

describe('child loggers', () => {
  it('add their context to every line, and a line can say otherwise', () => {
    const child = createLogger({ fileId: '789', step: 1 }).child({ page: 2 })
    child.info('File processed', { step: 3 })
    expect(lines()).toMatchObject([{ context: { fileId: '789', page: 2, step: 3 } }])
  })
})

describe('errors', () => {
  it('are reported once, with their context', () => {
    const error = new Error('boom')
    logger.error('Upload failed', error, { fileId: '1' })
    expect(captureError).toHaveBeenCalledOnce()
    expect(captureError).toHaveBeenCalledWith(error, { fileId: '1', message: 'Upload failed' })
    expect(lines()).toMatchObject([{ level: 'error', context: { fileId: '1', error: { message: 'boom' } } }])
  })

  it('can come with a context alone, or with nothing', () => {
    logger.error('No quota', { userId: '1' })
    logger.error('Odd')
    expect(lines()).toMatchObject([{ context: { userId: '1' } }, { message: 'Odd' }])
    expect(vi.mocked(captureError).mock.calls.map(([error]) => String(error))).toEqual([
      'Error: No quota',
      'Error: Odd',
    ])
  })

  it('of any type are reported', () => {
    logger.error('Thrown', 'just text')
    expect(captureError).toHaveBeenCalledWith('just text', expect.anything())
  })
})

describe('performance', () => {
  it('measures since the start', () => {
    const took = logPerformance('PDF extraction', Date.now() - 1500, { fileId: '456' })
    expect(took).toBeGreaterThanOrEqual(1500)
    expect(lines()).toMatchObject([{ context: { operation: 'PDF extraction', durationMs: took, fileId: '456' } }])
  })
})

describe('requests', () => {
  const request = new Request('https://luma.example/api/files?email=ada@example.com', {
    headers: { 'x-correlation-id': 'abc-12345' },
  })

  it('log method, path, user, status and duration', () => {
    logRequest(request, { status: 200, startTime: Date.now(), userId: '7' })
    expect(lines()).toMatchObject([
      {
        category: 'api',
        level: 'info',
        message: 'GET /api/files 200',
        context: { method: 'GET', path: '/api/files', status: 200, userId: '7' },
      },
    ])
  })

  it('carry one id through everything that is logged meanwhile', async () => {
    const handle = withRequestLogging(async () => {
      await new Promise((resume) => setTimeout(resume, 1))
      logger.db('Query')
      return new Response('ok')
    })
    const response = await handle(request)
    expect(lines().map(({ context }) => (context as { correlationId: string }).correlationId)).toEqual([
      'abc-12345',
      'abc-12345',
    ])
    expect(response.headers.get('x-correlation-id')).toBe('abc-12345')
  })

  it('keep their ids apart when they run at once', async () => {
    const work = (id: string) =>
      runInRequest({ correlationId: id }, async () => {
        await new Promise((resume) => setTimeout(resume, 1))
        logger.info(id)
      })
    await Promise.all(['first', 'second'].map(work))
    for (const { message, context } of lines())
      expect((context as { correlationId: string }).correlationId).toBe(message)
  })

  it('do not take over an id that is no plain one', async () => {
    const odd = new Request('https://luma.example/', { headers: { 'x-correlation-id': 'a"}\\n{' } })
    const response = await withRequestLogging(() => new Response())(odd)
    expect(response.headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('log a failure and let the error through', async () => {
    const fail = withRequestLogging(() => {
      throw new Error('boom')
    })
    await expect(fail(request)).rejects.toThrow('boom')
    expect(lines()).toMatchObject([{ level: 'warn', context: { status: 500 } }])
    expect(captureError).not.toHaveBeenCalled()
  })

  it('may answer with headers that cannot be set', async () => {
    const response = await withRequestLogging(() => Response.redirect('https://luma.example/login'))(request)
    expect(response.status).toBe(302)
  })
})

describe('whatever it is handed', () => {
  const loop: Record<string, unknown> = {}
  loop.self = loop
  const revoked = Proxy.revocable({}, {})
  revoked.revoke()
  it.each([
    ['a cycle', loop],
    ['BigInt', { n: 1n }],
    [
      'a getter that throws',
      {
        get a() {
          throw new Error()
        },
      },
    ],
    ['a revoked proxy', { proxy: revoked.proxy }],
    ['null', null],
    ['a number', 7],
  ])('%s does not make it throw', (_, context) => {
    expect(() => logger.info('x', context as never)).not.toThrow()
    expect(() => logger.error('x', context as never)).not.toThrow()
    expect(() => logger.info(undefined as never, context as never)).not.toThrow()
  })

  it('a broken console or a broken Sentry does not make it throw', () => {
    print.log.mockImplementation(() => {
      throw new Error()
    })
    print.error.mockImplementation(() => {
      throw new Error()
    })
    vi.mocked(captureError).mockImplementation(() => {
      throw new Error()
    })
    expect(() => logger.info('x')).not.toThrow()
    expect(() => logger.error('x', new Error())).not.toThrow()
    print.log.mockReset()
    print.error.mockReset()
    vi.mocked(captureError).mockReset()
  })
})
