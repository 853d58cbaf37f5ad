import { NextRequest, NextResponse } from 'next/server'
import { describe, expect, it } from 'vitest'

import { contentSecurityPolicy, reportEndpoint } from '@/lib/csp'
import { proxy } from '@/proxy'

const env = {
  NODE_ENV: 'production',
  NEXT_PUBLIC_SUPABASE_URL: 'https://abc.supabase.co',
  NEXT_PUBLIC_SENTRY_DSN: 'https://key@o1.ingest.us.sentry.io/7',
  NEXT_PUBLIC_ENVIRONMENT: 'staging',
  R2_PUBLIC_URL: 'https://images.luma.test/path',
  R2_ACCOUNT_ID: 'acc',
  R2_BUCKET_NAME: 'luma-images',
}
const request = (address = 'https://luma.test/decks') => new NextRequest(address, { headers: { cookie: 'a=b' } })
const of = (more: Record<string, string> = {}, address?: string) =>
  contentSecurityPolicy(request(address), { ...env, ...more })
const header = (given: ReturnType<typeof of>) =>
  given.apply(new Response()).headers.get('content-security-policy') ?? ''

describe('the policy', () => {
  it('is exactly this', () => {
    const given = of()
    const endpoint = 'https://o1.ingest.us.sentry.io/api/7/security/?sentry_key=key&sentry_environment=staging'
    expect(header(given).split('; ')).toEqual([
      "default-src 'self'",
      `script-src 'self' 'nonce-${given.nonce}' 'strict-dynamic'`,
      `style-src-elem 'self' 'nonce-${given.nonce}'`,
      "style-src-attr 'unsafe-inline'",
      "img-src 'self' blob: data: https://images.luma.test",
      "media-src 'self' blob: https://images.luma.test",
      "font-src 'self'",
      "connect-src 'self' https://abc.supabase.co wss://abc.supabase.co https://o1.ingest.us.sentry.io" +
        ' https://acc.r2.cloudflarestorage.com/luma-images/ https://luma-images.acc.r2.cloudflarestorage.com',
      "worker-src 'self' blob:",
      "frame-ancestors 'none'",
      "frame-src 'none'",
      "object-src 'none'",
      "base-uri 'self'",
      "form-action 'self'",
      'upgrade-insecure-requests',
      `report-uri ${endpoint}`,
      'report-to csp',
    ])
    expect(given.apply(new Response()).headers.get('reporting-endpoints')).toBe(`csp="${endpoint}"`)
  })

  it('has another nonce for each request, hard to guess', () => {
    const nonces = new Set(Array.from({ length: 100 }, () => of().nonce))
    expect(nonces.size).toBe(100)
    for (const nonce of nonces) expect(nonce).toMatch(/^[A-Za-z0-9+/]{40,}=*$/)
  })

  it('reaches Next.js in the request, beside what stood there', () => {
    const given = of()
    expect(given.headers.get('content-security-policy')).toContain(given.nonce)
    expect(given.headers.get('x-nonce')).toBe(given.nonce)
    expect(given.headers.get('cookie')).toBe('a=b')
  })

  it('only reports where the setting says so, and enforces for any other value', () => {
    const only = of({ CSP_MODE: 'report-only' }).apply(new Response()).headers
    expect(only.get('content-security-policy')).toBeNull()
    expect(only.get('content-security-policy-report-only')).toContain("default-src 'self'")
    expect(header(of({ CSP_MODE: 'reportonly' }))).toContain("default-src 'self'")
  })

  it('allows eval in development alone, where React needs it', () => {
    expect(header(of())).not.toContain('unsafe-eval')
    expect(header(of({ NODE_ENV: 'development' }))).toContain("'unsafe-eval'")
  })

  it('does not force https on a machine that has none', () => {
    expect(header(of({}, 'http://localhost:3000/'))).not.toContain('upgrade-insecure-requests')
  })

  it('leaves out what is not set, and what is no address', () => {
    const bare = contentSecurityPolicy(request(), {
      NODE_ENV: 'production',
      NEXT_PUBLIC_SUPABASE_URL: "'unsafe-inline'; x",
    })
    expect(header(bare)).toContain("connect-src 'self';")
    expect(reportEndpoint({ NEXT_PUBLIC_SENTRY_DSN: 'https://no-key.example/7' })).toBeUndefined()
  })

  it('is put on any answer', () => {
    const answer = of().apply(NextResponse.redirect('https://luma.test/login'))
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'")
    expect(answer.status).toBe(307)
  })
})

describe('the proxy', () => {
  it('sets policy and correlation id on the way in and on the way out', () => {
    const response = proxy(request())
    const id = response.headers.get('x-correlation-id')
    expect(id).toMatch(/^[0-9a-f-]{36}$/)
    expect(response.headers.get('x-middleware-request-x-correlation-id')).toBe(id)
    const nonce = response.headers.get('x-middleware-request-x-nonce')
    expect(response.headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`)
  })
})
