/**
 * What belongs to one request: its correlation id, which every line logged while the request runs carries.
 *
 * The proxy gives each request an id; `withRequestContext` takes it up in a route handler. In the browser there is none.
 */

export const CORRELATION_HEADER = 'x-correlation-id'

export interface RequestContext {
  correlationId: string
  userId?: string
}

interface Storage {
  run<Result>(context: RequestContext, work: () => Result): Result
  getStore(): RequestContext | undefined
}

const storage = createStorage()

/** Return the running request's context, if there is one. */
export function requestContext(): RequestContext | undefined {
  return storage?.getStore()
}

/** Do work as part of a request: what is logged meanwhile carries its id. */
export function runInRequest<Result>(context: RequestContext, work: () => Result): Result {
  return storage ? storage.run(context, work) : work()
}

/** Return the request's id: the caller's own when it is a plain one, otherwise a new one. */
export function correlationIdOf(headers: Headers): string {
  const given = headers.get(CORRELATION_HEADER)
  return given && /^[\w.-]{8,64}$/.test(given) ? given : crypto.randomUUID()
}

/** Node.js and the edge runtime keep a context across `await`; a bundler for the browser must not look for it. */
function createStorage(): Storage | undefined {
  type Constructor = new () => Storage
  const builtin = typeof process === 'undefined' ? undefined : process.getBuiltinModule?.('node:async_hooks')
  const global = (globalThis as { AsyncLocalStorage?: Constructor }).AsyncLocalStorage
  const Found = global ?? (builtin?.AsyncLocalStorage as Constructor | undefined)
  return Found ? new Found() : undefined
}
