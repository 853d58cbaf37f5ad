/**
 * The Content-Security-Policy of one request.
 *
 * Next.js writes inline scripts, so each request gets a nonce of its own; a page must therefore be rendered for the
 * request (`await connection()` in the root layout). The hosts come from the environment's variables. CSP_MODE
 * `report-only` reports what the policy would block, and blocks nothing.
 */
import type { NextRequest, NextResponse } from 'next/server'

type Environment = Readonly<Record<string, string | undefined>>

export interface RequestPolicy {
  /**
   * The request's headers with the nonce, for `NextResponse.next({ request: { headers } })`: Next.js reads it
   * there.
   */
  headers: Headers
  nonce: string
  /** Set the policy on a response, whatever made it. */
  apply<Reply extends Response | NextResponse>(response: Reply): Reply
}

/** Return the policy for a request, to be put on the way in and on the way out. */
export function contentSecurityPolicy(request: NextRequest, env: Environment = process.env): RequestPolicy {
  const nonce = btoa(crypto.randomUUID())
  const secure = request.nextUrl.protocol === 'https:'
  const value = policy({ nonce, env, secure, development: env.NODE_ENV === 'development' })
  const name = env.CSP_MODE === 'report-only' ? 'Content-Security-Policy-Report-Only' : 'Content-Security-Policy'
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  headers.set(name, value)
  return {
    headers,
    nonce,
    apply(response) {
      response.headers.set(name, value)
      const endpoint = reportEndpoint(env)
      if (endpoint) response.headers.set('Reporting-Endpoints', `csp="${endpoint}"`)
      return response
    },
  }
}

/** Return the header's value. */
export function policy(given: { nonce: string; env: Environment; secure: boolean; development: boolean }): string {
  const { nonce, env, secure, development } = given
  const images = origins(env.R2_PUBLIC_URL)
  const endpoint = reportEndpoint(env)
  const directives: [string, string[]][] = [
    ['default-src', ["'self'"]],
    ['script-src', ["'self'", `'nonce-${nonce}'`, "'strict-dynamic'", ...(development ? ["'unsafe-eval'"] : [])]],
    ['style-src-elem', ["'self'", ...(development ? ["'unsafe-inline'"] : [`'nonce-${nonce}'`])]],
    ['style-src-attr', ["'unsafe-inline'"]], // React and next/image write style attributes; they run no code
    ['img-src', ["'self'", 'blob:', 'data:', ...images]],
    ['media-src', ["'self'", 'blob:', ...images]],
    ['font-src', ["'self'"]],
    ['connect-src', ["'self'", ...supabase(env), ...origins(env.NEXT_PUBLIC_SENTRY_DSN), ...uploads(env)]],
    ['worker-src', ["'self'", 'blob:']], // Sentry packs replays in a worker
    ['frame-ancestors', ["'none'"]],
    ['frame-src', ["'none'"]],
    ['object-src', ["'none'"]],
    ['base-uri', ["'self'"]],
    ['form-action', ["'self'"]],
    ...(secure ? ([['upgrade-insecure-requests', []]] as [string, string[]][]) : []),
    ...(endpoint
      ? ([
          ['report-uri', [endpoint]],
          ['report-to', ['csp']],
        ] as [string, string[]][])
      : []),
  ]
  return directives.map(([name, sources]) => [name, ...sources].join(' ')).join('; ')
}

/** Return where browsers report violations: the Sentry project's own endpoint, from its DSN. */
export function reportEndpoint(env: Environment): string | undefined {
  const dsn = parse(env.NEXT_PUBLIC_SENTRY_DSN)
  if (!dsn?.username) return undefined
  const query = new URLSearchParams({ sentry_key: dsn.username })
  if (env.NEXT_PUBLIC_ENVIRONMENT) query.set('sentry_environment', env.NEXT_PUBLIC_ENVIRONMENT)
  if (env.NEXT_PUBLIC_RELEASE) query.set('sentry_release', env.NEXT_PUBLIC_RELEASE)
  return `${dsn.origin}/api/${dsn.pathname.replaceAll('/', '')}/security/?${query}`
}

/** Supabase answers over HTTP and, for what changes live, over a web socket. */
function supabase(env: Environment): string[] {
  return origins(env.NEXT_PUBLIC_SUPABASE_URL).flatMap((origin) => [origin, origin.replace(/^http/, 'ws')])
}

/** Browsers upload to the bucket's own S3 address, by signed URLs of either style. */
function uploads(env: Environment): string[] {
  const { R2_ACCOUNT_ID: account, R2_BUCKET_NAME: bucket } = env
  if (!account || !bucket) return []
  const host = `${account}.r2.cloudflarestorage.com`
  return [`https://${host}/${bucket}/`, `https://${bucket}.${host}`]
}

function origins(address: string | undefined): string[] {
  const url = parse(address)
  return url ? [url.origin] : []
}

function parse(address: string | undefined): URL | undefined {
  return address && URL.canParse(address) ? new URL(address) : undefined
}
