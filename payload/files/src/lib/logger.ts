/**
 * Structured logging: JSON lines in production, readable lines in development.
 *
 * What is logged becomes a breadcrumb in Sentry, and an error is reported there. Secrets and e-mail addresses are taken
 * out of everything. Nothing here throws, whatever it is handed.
 */
import { redact, redactText, type Plain } from './redact'
import { correlationIdOf, CORRELATION_HEADER, requestContext, runInRequest } from './request-context'
import { addBreadcrumb, captureError } from './sentry'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
export type LogContext = Record<string, unknown>
export const CATEGORIES = ['auth', 'api', 'db', 'ai', 'storage', 'trigger'] as const
export type LogCategory = (typeof CATEGORIES)[number]

type Log = (message: string, context?: LogContext) => void

export interface Logger extends Record<LogCategory, Log> {
  debug: Log
  info: Log
  warn: Log
  /** Log and report an error: `error('Upload failed', error, { fileId })`, or with a context alone. */
  error(message: string, error?: unknown, context?: LogContext): void
  /** Return a logger that adds this context to every line. */
  child(context: LogContext): Logger
}

const RANK: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 }

/** Return a logger whose every line carries the given context. */
export function createLogger(preset: LogContext = {}): Logger {
  const log = (level: LogLevel, category?: LogCategory): Log => {
    return (message, context) => write(level, message, [preset, context], category)
  }
  const categories = Object.fromEntries(CATEGORIES.map((category) => [category, log('info', category)]))
  return {
    ...(categories as Record<LogCategory, Log>),
    debug: log('debug'),
    info: log('info'),
    warn: log('warn'),
    error: (message, error, context) => writeError(message, error, [preset, context]),
    child: (context) => createLogger(merge([preset, context])),
  }
}

/** The app's logger. */
export const logger = createLogger()

/** Log how long an operation took, in milliseconds, since `startTime` (`Date.now()`). */
export function logPerformance(operation: string, startTime: number, context: LogContext = {}): number {
  const durationMs = Date.now() - startTime
  write('info', `${operation} took ${durationMs} ms`, [context, { operation, durationMs }])
  return durationMs
}

/** Log a request that has been answered: method, path, user, status and duration. */
export function logRequest(request: Request, answer: { status: number; startTime: number; userId?: string }): void {
  const { pathname } = new URL(request.url)
  const { status, startTime, userId = requestContext()?.userId } = answer
  const context = { method: request.method, path: pathname, status, durationMs: Date.now() - startTime, userId }
  write(status >= 500 ? 'warn' : 'info', `${request.method} ${pathname} ${status}`, [context], 'api')
}

/** Wrap a route handler: its lines carry the request's id, the request is logged, and an error is reported once. */
export function withRequestLogging<Rest extends unknown[]>(
  handler: (request: Request, ...rest: Rest) => Response | Promise<Response>,
): (request: Request, ...rest: Rest) => Promise<Response> {
  return (request, ...rest) =>
    runInRequest({ correlationId: correlationIdOf(request.headers) }, async () => {
      const startTime = Date.now()
      try {
        const response = await handler(request, ...rest)
        logRequest(request, { status: response.status, startTime })
        return withCorrelationId(response)
      } catch (error) {
        logRequest(request, { status: 500, startTime })
        throw error // instrumentation.ts reports it
      }
    })
}

/** A response of `Response.redirect` or `fetch` has headers that cannot be set; it goes back as it is. */
function withCorrelationId(response: Response): Response {
  try {
    response.headers.set(CORRELATION_HEADER, requestContext()?.correlationId ?? '')
  } catch {
    // immutable
  }
  return response
}

function writeError(message: string, error: unknown, contexts: readonly unknown[]): void {
  const onlyContext = isPlainObject(error)
  const thrown = onlyContext ? undefined : error
  const details = onlyContext ? [...contexts, error] : contexts
  write('error', message, thrown === undefined ? details : [...details, { error: thrown }])
  quietly(() => captureError(thrown ?? new Error(redactText(message)), { ...merge([ids(), ...details]), message }))
}

function write(level: LogLevel, message: string, contexts: readonly unknown[], category?: LogCategory): void {
  quietly(() => {
    if (RANK[level] < RANK[threshold()] || isLeftOut(level, category)) return
    const context = merge([ids(), ...contexts])
    const text = redactText(String(message))
    print(level, format(level, text, context, category))
    addBreadcrumb(text, category ?? 'log', context, level === 'warn' ? 'warning' : level)
  })
}

/** Return one plain context; what a later one says counts, as the whole of `{ value }` where it is no object. */
function merge(contexts: readonly unknown[]): Record<string, Plain> {
  const shown = contexts
    .filter((context) => context !== undefined && context !== null)
    .map((context) => redact(context))
  const plain = shown.map((context) => (isPlainObject(context) ? context : { value: context }))
  return Object.assign({}, ...plain) as Record<string, Plain>
}

function format(level: LogLevel, message: string, context: Record<string, Plain>, category?: LogCategory): string {
  const time = new Date().toISOString()
  if (process.env.NODE_ENV === 'production') {
    return JSON.stringify({ time, level, ...(category && { category }), message, ...(size(context) && { context }) })
  }
  const where = category ? ` [${category}]` : ''
  return `${time.slice(11, 19)} ${level.toUpperCase()}${where} ${message}${size(context) ? ` ${JSON.stringify(context, null, 2)}` : ''}`
}

function print(level: LogLevel, line: string): void {
  if (level === 'error') console.error(line)
  else if (level === 'warn') console.warn(line)
  else console.log(line)
}

/** LOG_LEVEL, or everything in development and all but `debug` in production. */
function threshold(): LogLevel {
  const chosen = process.env.LOG_LEVEL
  if (chosen && chosen in RANK) return chosen as LogLevel
  return process.env.NODE_ENV === 'production' ? 'info' : 'debug'
}

/** LOG_CATEGORIES (`db,ai`) shows these categories alone; warnings and errors, and lines without one, always show. */
function isLeftOut(level: LogLevel, category?: LogCategory): boolean {
  const chosen = process.env.LOG_CATEGORIES
  return (
    Boolean(chosen && category) &&
    RANK[level] < RANK.warn &&
    !chosen?.split(',').some((name) => name.trim() === category)
  )
}

const ids = (): LogContext => ({ correlationId: requestContext()?.correlationId })
const size = (context: object): number => Object.keys(context).length

function isPlainObject(value: unknown): value is LogContext {
  try {
    const prototype: unknown = typeof value === 'object' && value !== null ? Object.getPrototypeOf(value) : undefined
    return prototype === null || prototype === Object.prototype
  } catch {
    return false // a revoked proxy
  }
}

function quietly(work: () => void): void {
  try {
    work()
  } catch {
    try {
      console.error('{"level":"error","message":"A line could not be logged."}')
    } catch {
      // the console itself is broken
    }
  }
}
