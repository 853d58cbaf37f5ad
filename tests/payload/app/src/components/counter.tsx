'use client'

import { useEffect, useState } from 'react'

import { env } from '@/lib/env'
import { logger } from '@/lib/logger'

/** Shows that the page came alive, and that public variables reach the browser. */
export function Counter() {
  const [clicks, setClicks] = useState(0)
  const [alive, setAlive] = useState(false)
  useEffect(() => {
    logger.info('Counter is alive', { app: env.NEXT_PUBLIC_APP_URL })
    // eslint-disable-next-line react-hooks/set-state-in-effect -- the test waits for hydration
    setAlive(true)
  }, [])
  return (
    <button data-alive={alive} onClick={() => setClicks(clicks + 1)}>
      {clicks} clicks on {env.NEXT_PUBLIC_APP_URL}
    </button>
  )
}
