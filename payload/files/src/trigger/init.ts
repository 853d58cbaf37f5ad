/** What happens around every background job; Trigger.dev loads this file by its name. */
import { tasks } from '@trigger.dev/sdk'

import { checkIn } from '../lib/check-in'

tasks.onStart(({ ctx, task }) => checkIn(task, ctx.run.id, 'in_progress'))
tasks.onSuccess(({ ctx, task }) => checkIn(task, ctx.run.id, 'ok'))
tasks.onFailure(({ ctx, task }) => checkIn(task, ctx.run.id, 'error'))
