import { env } from '@/lib/env'
import { logger, withRequestLogging } from '@/lib/logger'

export const GET = withRequestLogging(() => {
  logger.storage('Listing files', { bucket: env.R2_BUCKET_NAME })
  return Response.json({ files: [] })
})
