import { withRequestLogging } from '@/lib/logger'

export const POST = withRequestLogging(async (request) => Response.json({ received: (await request.text()).length }))
