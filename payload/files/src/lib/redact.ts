/**
 * Copies any value into plain data without secrets and e-mail addresses, for logs and for Sentry.
 *
 * It never throws: cycles, BigInt, getters that throw, class instances and errors with causes all have a plain form.
 * As in JSON, what is undefined is left out of objects.
 */

export type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain }

const SECRET_NAME =
  /(^|[^a-z])(dsn|pwd|otp|jwt)$|token$|secret|passw(or)?d|passphrase|passcode|credential|api[-_]?key|(private|access|service|signing)[-_]?(role[-_]?)?key|authorization|cookie|session[-_]?id/i
const EMAIL = /[\p{L}\p{N}._%+'-]{1,64}(?:@|%40)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}/gu
const PASSWORD_IN_URL = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*:[^\s/@]*@/gi
const KNOWN_SECRET =
  /\b(?:Bearer|Basic)\s+[\w.~+/=-]{8,}|\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?|\b(?:sk|pk|rk)[-_](?:[\w]+[-_])*[\w-]{12,}|\b(?:sntry[su]|re|tr_(?:prod|stg|dev|pat|sk)|gh[pousr]|github_pat|age-secret-key)[-_1][\w-]{8,}/gi

const MAX_DEPTH = 12
const MAX_ENTRIES = 200
const MAX_STRING = 10_000

/** Return a text without e-mail addresses, passwords in URLs and values that look like keys. */
export function redactText(text: string): string {
  const short = text.length > MAX_STRING ? `${text.slice(0, MAX_STRING)}… (${text.length} characters)` : text
  return short.replace(PASSWORD_IN_URL, '$1[redacted]@').replace(KNOWN_SECRET, '[redacted]').replace(EMAIL, '[email]')
}

/** Return plain data that shows the value without what is secret in it. */
export function redact(value: unknown): Plain {
  return copy(value, [])
}

function copy(value: unknown, above: readonly object[]): Plain {
  switch (typeof value) {
    case 'string':
      return redactText(value)
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    case 'bigint':
      return `${value}n`
    case 'undefined':
      return null
    case 'symbol':
      return String(value)
    case 'function':
      return '[function]'
    default:
      return value === null ? null : copyObject(value as object, above)
  }
}

function copyObject(value: object, above: readonly object[]): Plain {
  if (above.includes(value)) return '[circular]'
  if (above.length >= MAX_DEPTH) return '[too deep]'
  const path = [...above, value]
  try {
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? '[invalid date]' : value.toISOString()
    if (value instanceof Error) return copyError(value, path)
    if (value instanceof URL) return redactText(value.href)
    if (value instanceof RegExp) return String(value)
    if (value instanceof Map)
      return copyEntries(
        [...value].map(([key, item]) => [String(key), item]),
        path,
      )
    if (typeof Headers !== 'undefined' && value instanceof Headers) return copyEntries([...value], path)
    if (value instanceof Set) return copyList([...value], path)
    if (Array.isArray(value)) return copyList(value, path)
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`
    return copyEntries(
      Object.keys(value).map((key) => [key, read(value, key)]),
      path,
    )
  } catch {
    return '[unreadable]'
  }
}

function copyError(error: Error, path: readonly object[]): Plain {
  const own = Object.keys(error).map((key): [string, unknown] => [key, read(error, key)])
  const cause: [string, unknown][] = 'cause' in error ? [['cause', read(error, 'cause')]] : []
  const shown: [string, unknown][] = [
    ['name', read(error, 'name')],
    ['message', read(error, 'message')],
    ['stack', read(error, 'stack')],
  ]
  return copyEntries([...shown, ...own, ...cause], path)
}

function copyEntries(entries: [string, unknown][], path: readonly object[]): Plain {
  const given = entries.filter(([, item]) => item !== undefined)
  const shown = given.slice(0, MAX_ENTRIES).map(([key, item]): [string, Plain] => {
    const hidden = SECRET_NAME.test(key) && item !== null && typeof item !== 'boolean'
    return [redactText(key), hidden ? '[redacted]' : copy(item, path)]
  })
  if (given.length > MAX_ENTRIES) shown.push(['…', `${given.length - MAX_ENTRIES} more`])
  return Object.fromEntries(shown)
}

function copyList(items: unknown[], path: readonly object[]): Plain {
  const shown = Array.from({ length: Math.min(items.length, MAX_ENTRIES) }, (_, index) => copy(items[index], path))
  if (items.length > MAX_ENTRIES) shown.push(`… ${items.length - MAX_ENTRIES} more`)
  return shown
}

function read(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key]
  } catch {
    return '[unreadable]'
  }
}
