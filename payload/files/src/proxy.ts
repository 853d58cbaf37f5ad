import { NextResponse, type NextRequest } from 'next/server'

import { contentSecurityPolicy } from './lib/csp'
import { CORRELATION_HEADER, correlationIdOf } from './lib/request-context'

/** Runs before every page and route: sets the policy's nonce and the request's correlation id. */
export function proxy(request: NextRequest) {
  const csp = contentSecurityPolicy(request)
  const id = correlationIdOf(request.headers)
  csp.headers.set(CORRELATION_HEADER, id)

  // The app's own checks go here. Hand `csp.headers` on, and give every answer to `csp.apply`:
  //   return csp.apply(NextResponse.redirect(new URL('/login', request.url)))
  const response = NextResponse.next({ request: { headers: csp.headers } })

  response.headers.set(CORRELATION_HEADER, id)
  return csp.apply(response)
}

export const config = {
  matcher: ['/((?!_next/static|_next/image|favicon.ico).*)'],
}
