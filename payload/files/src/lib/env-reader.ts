/**
 * Reads the environment's variables by a table, and says everything that is wrong with them in one error.
 *
 * Values never appear in a message. In the browser only NEXT_PUBLIC_ variables can be read; any other name throws.
 */
import { z } from 'zod'

/** always: everywhere. production: where the app is live; elsewhere it may be missing. */
export type Needed = 'always' | 'production' | 'optional'
/** Where the value is set: for the app on Vercel, for the background jobs on Trigger.dev. */
export type Place = 'app' | 'jobs'

export interface Variable {
  readonly schema: z.ZodType<string>
  readonly needed: Needed
  readonly places: readonly Place[]
}

export type Variables = Readonly<Record<string, Variable>>
export type Env<Table extends Variables> = {
  readonly [Name in keyof Table]: Table[Name]['needed'] extends 'always' ? string : string | undefined
}
type Source = Readonly<Record<string, string | undefined>>

/** Return a row of the table. */
export function variable<const N extends Needed>(
  schema: z.ZodType<string>,
  needed: N,
  places: readonly Place[] = ['app'],
) {
  return { schema, needed, places }
}

export const text = z.string()
export const url = z.url('is no URL; write https://…')
export const email = z.email('is no e-mail address')
export const postgresql = z
  .string()
  .regex(/^postgres(ql)?:\/\/\S+@\S+\/\S+/, 'is no PostgreSQL URL; write postgresql://user:password@host:port/database')
export const base64 = z
  .base64('is not base64; make it with: openssl rand -base64 32')
  .min(43, 'is shorter than 32 bytes; make it with: openssl rand -base64 32')

/** What stands for a value but is none: Vercel's mask of a sensitive one, and what examples are written with. */
const PLACEHOLDER = /^\[sensitive\]$|^<.*>$|^your[-_ ]|change[-_ ]?me|^x{3,}$|^(todo|placeholder|example)$|(\.\.\.|…)$/i

/**
 * Return the variables of this table, checked.
 *
 * `publicValues` holds the NEXT_PUBLIC_ ones written out by name, which is how the bundler finds them.
 * @throws Error that lists every problem, sorted by name.
 */
export function readEnv<const Table extends Variables>(
  table: Table,
  publicValues: Source,
  source: Source = process.env,
  browser: boolean = typeof window !== 'undefined',
): Env<Table> {
  if (browser) return publicOnly(publicValues) as Env<Table>
  const values: Source = { ...source, ...present(publicValues) }
  const problems = Object.keys(table)
    .sort()
    .flatMap((name) => problemOf(name, table[name] as Variable, values))
  if (problems.length > 0) {
    throw new Error(
      `The environment has ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}, so the app does not start:\n` +
        `${problems.map((problem) => `  ${problem}`).join('\n')}\n` +
        'On your machine: set them in .env.local (.env.example shows how). Deployed: the platform sets them, run pulumi up.',
    )
  }
  return Object.fromEntries(Object.keys(table).map((name) => [name, values[name] || undefined])) as Env<Table>
}

function problemOf(name: string, { schema, needed, places }: Variable, values: Source): string[] {
  const value = values[name]
  // Trigger.dev's worker always has this one; nothing else does.
  const place: Place = values.TRIGGER_OTEL_EXPORTER_OTLP_ENDPOINT === undefined ? 'app' : 'jobs'
  const live = place === 'jobs' || values.VERCEL_ENV === 'production'
  if (!value) return places.includes(place) && isNeeded(needed, live) ? [`${name} is missing`] : []
  if (PLACEHOLDER.test(value.trim())) return [`${name} holds a placeholder instead of a value`]
  if (value !== value.trim()) return [`${name} begins or ends with a space`]
  const result = schema.safeParse(value)
  return result.success ? [] : [`${name} ${result.error.issues[0]?.message ?? 'is wrong'}`]
}

function isNeeded(needed: Needed, live: boolean): boolean {
  return needed === 'always' || (needed === 'production' && live)
}

function publicOnly(values: Source): Source {
  return new Proxy(values, {
    get(target, name) {
      if (typeof name === 'symbol' || name in target) return Reflect.get(target, name)
      throw new Error(`${name} is for the server alone and cannot be read in the browser.`)
    },
  })
}

function present(values: Source): Source {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
