/**
 * Tells Sentry when a scheduled job began and how it ended, so that one that did not run is noticed.
 *
 * Background jobs are checked in by `src/trigger/init.ts`. A route that Vercel requests on a schedule does it itself:
 * `export const GET = () => withCheckIn('/api/cron/tidy', async () => …)`.
 * Nothing is sent without NEXT_PUBLIC_SENTRY_DSN, or for a job that is on no schedule.
 * https://docs.sentry.io/product/crons/getting-started/http/
 */
import { MONITORS } from './app.generated'
import { logger } from './logger'

type Status = 'in_progress' | 'ok' | 'error'

const TIMEOUT = 5000 // milliseconds

/** Check a job in. `run` tells one run from another; whatever comes of the check-in, the job goes on. */
export async function checkIn(job: string, run: string, status: Status): Promise<void> {
  const monitor = MONITORS[job]
  const dsn = process.env.NEXT_PUBLIC_SENTRY_DSN
  if (!monitor || !dsn) return
  try {
    const answer = await fetch(await address(dsn, monitor, run, status), {
      method: 'POST',
      signal: AbortSignal.timeout(TIMEOUT),
    })
    if (!answer.ok) logger.warn('A check-in was refused', { job, status: answer.status })
  } catch (error) {
    logger.warn('A check-in failed', { job, error: String(error) })
  }
}

/** Do a scheduled request's work, and check it in before and after. */
export async function withCheckIn<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  const run = crypto.randomUUID()
  await checkIn(path, run, 'in_progress')
  try {
    const result = await work()
    await checkIn(path, run, 'ok')
    return result
  } catch (error) {
    await checkIn(path, run, 'error')
    throw error
  }
}

async function address(dsn: string, monitor: string, run: string, status: Status): Promise<URL> {
  const { origin, pathname, username } = new URL(dsn)
  const url = new URL(`/api${pathname}/cron/${monitor}/${username}/`, origin)
  url.searchParams.set('check_in_id', await identify(run))
  url.searchParams.set('status', status)
  return url
}

/** Return an id of 32 hex digits, which Sentry takes, for a run's own. */
async function identify(run: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(run))
  return Buffer.from(digest).toString('hex').slice(0, 32)
}
