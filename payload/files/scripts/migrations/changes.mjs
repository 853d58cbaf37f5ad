// What a pull request changes about the database.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

import { check, finding } from './sql.mjs'

const MIGRATION = /^prisma\/migrations\/([^/]+)\/migration\.sql$/

/**
 * Return the findings of everything that changed since a commit, and the names of the new migrations.
 * @param {string} base
 */
export function changes(base) {
  const lines = git('diff', '--name-status', '--no-renames', '-z', base, 'HEAD', '--', 'prisma', 'prisma.config.ts')
  const changed = [...lines.matchAll(/([A-Z])\0([^\0]+)\0/g)].map(([, status = '', path = '']) => ({ status, path }))
  const migrations = changed.filter(({ path }) => MIGRATION.test(path))
  const added = migrations.filter(({ status }) => status === 'A').map(({ path }) => path)
  const findings = migrations.flatMap(({ status, path }) => {
    if (status === 'D') return [finding(path, 1, 'deleted-migration', path)]
    if (status !== 'A') return [finding(path, 1, 'edited-migration', path)]
    return check(path, readFileSync(path, 'utf8'))
  })
  const schema = changed.find(({ path }) => path.endsWith('.prisma'))
  if (schema && added.length === 0) findings.push(finding(schema.path, 1, 'schema-without-migration', schema.path))
  return { findings, added: added.map((path) => MIGRATION.exec(path)?.[1] ?? path) }
}

/** @param {string[]} args */
const git = (...args) => execFileSync('git', args, { encoding: 'utf8' })
