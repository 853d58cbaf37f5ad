import { schedules } from '@trigger.dev/sdk'

import { logger } from '../../lib/logger'

export const quotaReset = schedules.task({
  id: 'quota-reset',
  cron: '0 0 1 * *',
  run: async () => logger.trigger('Quotas reset'),
})
