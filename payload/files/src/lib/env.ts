/** The environment's variables, checked when the app starts. */
import { platformVariables, publicValues } from './env.generated'
import { readEnv, type Variables } from './env-reader'

/** The app's own variables, which the platform does not set: `FEATURE_X: variable(text, 'optional')`. */
const ownVariables = {} satisfies Variables

export const env = readEnv({ ...platformVariables, ...ownVariables }, publicValues)
