'use client'

import { useEffect } from 'react'

import { captureError } from '@/lib/sentry'

/** What a visitor sees when even the root layout fails; the error is reported. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  useEffect(() => {
    captureError(error, { digest: error.digest })
  }, [error])

  return (
    <html lang="en">
      <body>
        <h1>Something went wrong</h1>
        <p>The error has been reported. Please reload the page.</p>
      </body>
    </html>
  )
}
