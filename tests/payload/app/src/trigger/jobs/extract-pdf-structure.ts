import { task } from '@trigger.dev/sdk'

import { logger } from '../../lib/logger'

export const extractPdfStructure = task({
  id: 'extract-pdf-structure',
  run: async ({ fileId }: { fileId: string }) => {
    logger.trigger('Extracting', { fileId })
    return { fileId }
  },
})
