import { describe, expect, it } from 'vitest'

import { redact, redactText } from '@/lib/redact'

describe('redactText', () => {
  it.each([
    ['write to ada.lovelace+luma@example.co.uk now', 'write to [email] now'],
    ['müller@bücher.example', '[email]'],
    ['?email=ada%40example.com', '?email=[email]'],
    ['postgresql://luma:hunter2@db.example:5432/x', 'postgresql://[redacted]@db.example:5432/x'],
    ['Authorization: Bearer abcdefghijklmnop', 'Authorization: [redacted]'],
    ['key sk-or-v1-0123456789abcdef', 'key [redacted]'],
    ['token sntrys_0123456789abcdef', 'token [redacted]'],
    ['jwt eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.c2lnbmF0dXJl', 'jwt [redacted]'],
  ])('takes the secret out of %s', (given, shown) => expect(redactText(given)).toBe(shown))

  it('leaves plain text alone', () => expect(redactText('3 files @ 10:00, v1.2.3')).toBe('3 files @ 10:00, v1.2.3'))

  it('shortens a text that is too long', () => expect(redactText('x'.repeat(20_000)).length).toBeLessThan(10_100))
})

describe('redact', () => {
  it('hides values by their name, at any depth', () => {
    const given = {
      password: 'a',
      nested: [{ apiKey: 'b', API_KEY: 'c', accessToken: 'd', Cookie: 'e' }],
      total_tokens: 7,
    }
    expect(redact(given)).toEqual({
      password: '[redacted]',
      nested: [{ apiKey: '[redacted]', API_KEY: '[redacted]', accessToken: '[redacted]', Cookie: '[redacted]' }],
      total_tokens: 7,
    })
  })

  it('shows a cycle as one, and the same object twice as itself', () => {
    const shared = { a: 1 }
    const loop: Record<string, unknown> = { one: shared, two: shared }
    loop.self = loop
    expect(redact(loop)).toEqual({ one: { a: 1 }, two: { a: 1 }, self: '[circular]' })
  })

  it('has a plain form for everything JavaScript has', () => {
    expect(
      redact({
        big: 12n,
        nan: NaN,
        nothing: undefined,
        list: [undefined, null],
        never: new Date(NaN),
        date: new Date(0),
        map: new Map([['k', new Set([1])]]),
        bytes: new Uint8Array(3),
        run: () => 1,
        symbol: Symbol('s'),
        url: new URL('https://u:p@host.example/'),
        headers: new Headers({ authorization: 'x', accept: 'y' }),
        bare: Object.create(null) as object,
      }),
    ).toEqual({
      big: '12n',
      nan: 'NaN',
      list: [null, null],
      never: '[invalid date]',
      date: '1970-01-01T00:00:00.000Z',
      map: { k: [1] },
      bytes: '[3 bytes]',
      run: '[function]',
      symbol: 'Symbol(s)',
      url: 'https://[redacted]@host.example/',
      headers: { accept: 'y', authorization: '[redacted]' },
      bare: {},
    })
  })

  it('shows an error with its cause and its own fields', () => {
    const error = Object.assign(new Error('for ada@example.com', { cause: new TypeError('root') }), { code: 'E1' })
    expect(redact(error)).toMatchObject({
      name: 'Error',
      message: 'for [email]',
      code: 'E1',
      cause: { name: 'TypeError', message: 'root' },
    })
  })

  it('survives what throws when it is looked at', () => {
    const hostile = {
      get bad() {
        throw new Error('no')
      },
      toJSON() {
        throw new Error('no')
      },
    }
    const worse = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no')
        },
      },
    )
    const revoked = Proxy.revocable({}, {})
    revoked.revoke()
    expect(redact(hostile)).toEqual({ bad: '[unreadable]', toJSON: '[function]' })
    expect(redact(worse)).toBe('[unreadable]')
    expect(redact(revoked.proxy)).toBe('[unreadable]')
  })

  it('stops at a depth and at a number of entries', () => {
    let deep: unknown = 1
    for (let level = 0; level < 50; level++) deep = { deep }
    expect(JSON.stringify(redact(deep))).toContain('[too deep]')
    expect(redact(Array.from({ length: 500 }, () => 0))).toHaveLength(201)
  })
})
