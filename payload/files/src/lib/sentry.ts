/**
 * Sentry for the browser, the server and the edge: one set-up, and the functions the app uses.
 *
 * Nothing is sent without NEXT_PUBLIC_SENTRY_DSN. What is sent holds no e-mail address, cookie, body or secret.
 */
import * as Sentry from '@sentry/nextjs'

import { APP_NAME } from './app.generated'
import { redact, redactText } from './redact'

type Options = NonNullable<Parameters<typeof Sentry.init>[0]>

/** Errors of browsers, extensions and networks that no change of the app can mend. */
export const NOISE: (string | RegExp)[] = [
  /ResizeObserver loop/,
  /^(TypeError: )?(Failed to fetch|NetworkError when attempting to fetch|Load failed|Network request failed)/,
  /^AbortError/,
  /Extension context invalidated/,
  /Non-Error promise rejection captured/,
]
const EXTENSIONS = [/^(chrome|moz|safari|safari-web)-extension:\/\//]

const inProduction = () => process.env.NODE_ENV === 'production'

/** Start Sentry in this runtime, with what only this runtime has. Without a DSN it does nothing. */
export function initSentry(more: Partial<Options> = {}): void {
  const dsn = process.env.NEXT_PUBLIC_SENTRY_DSN
  if (!dsn) return
  Sentry.init({
    dsn,
    environment: process.env.NEXT_PUBLIC_ENVIRONMENT ?? process.env.VERCEL_ENV ?? process.env.NODE_ENV,
    release: process.env.NEXT_PUBLIC_RELEASE ?? process.env.VERCEL_GIT_COMMIT_SHA,
    tracesSampleRate: inProduction() ? 0.1 : 1,
    ignoreErrors: NOISE,
    denyUrls: EXTENSIONS,
    initialScope: { tags: { app: APP_NAME, component: 'nextjs' } },
    dataCollection: {
      userInfo: false,
      cookies: false,
      httpBodies: [],
      urlQueryParams: false,
      genAI: { inputs: false, outputs: false },
      databaseQueryData: false,
      queues: false,
      stackFrameVariables: false,
    },
    beforeSend: cleanEvent,
    beforeSendSpan: cleanSpan,
    beforeSendLog: clean,
    beforeBreadcrumb: clean,
    ...more,
  })
}

/** Report an error with what is known about it; return the event's id. Whatever is thrown, it is reported. */
export function captureError(error: unknown, context: Record<string, unknown> = {}): string {
  const reported = error instanceof Error ? error : new Error(redactText(describe(error)), { cause: error })
  return Sentry.captureException(reported, { extra: redact(context) as Record<string, unknown> })
}

/** Say who is signed in, by id alone: name and e-mail address stay in the app. */
export function setUserContext(user: { id: string; [other: string]: unknown }): void {
  Sentry.setUser({ id: user.id })
}

/** Forget who was signed in. */
export function clearUserContext(): void {
  Sentry.setUser(null)
}

/** Note something that happened, to be shown with the next error. */
export function addBreadcrumb(
  message: string,
  category = 'app',
  data: Record<string, unknown> = {},
  level: Sentry.SeverityLevel = 'info',
): void {
  Sentry.addBreadcrumb({ message, category, data, level })
}

/** Return the event without e-mail addresses and secrets, wherever in it they stand. */
export function cleanEvent<Event extends object>(event: Event): Event {
  // Not sent, and full of live objects.
  const { sdkProcessingMetadata, ...sent } = event as Record<string, unknown>
  return { ...clean(sent), sdkProcessingMetadata } as unknown as Event
}

function clean<Data extends object>(data: Data): Data {
  return redact(data) as unknown as Data
}

function cleanSpan<Span extends { name?: string; attributes?: object }>(span: Span): Span {
  if (span.name) span.name = redactText(span.name)
  if (span.attributes) span.attributes = clean(span.attributes)
  return span
}

function describe(thrown: unknown): string {
  return typeof thrown === 'string' ? thrown : `Thrown: ${JSON.stringify(redact(thrown))}`
}
