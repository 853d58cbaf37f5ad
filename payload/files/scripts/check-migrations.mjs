#!/usr/bin/env node
// Checks database migrations before they reach a database.
//
//   node scripts/check-migrations.mjs FILE...              check these files
//   node scripts/check-migrations.mjs --base COMMIT        check what changed since a commit, and validate the schema
//     --staging                                            compare staging's database too (STAGING_DATABASE_URL, ...)
//     --report FILE                                        write the summary there
//   --json                                                 print the findings as JSON
//
// A statement that must stay gets a waiver in the line above it:
//   -- migration-check: allow RULE because REASON, reviewed by NAME
//
// Exit code: 0 nothing to object, 1 something must change, 2 wrong usage.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

import { changes } from './migrations/changes.mjs'
import { compareStaging, validate } from './migrations/prisma.mjs'
import { annotation, markdown } from './migrations/report.mjs'
import { check } from './migrations/sql.mjs'

/**
 * Return the findings, the notes and whether Prisma objects.
 * @param {ReturnType<typeof options>} given
 * @returns {{ findings: import('./migrations/sql.mjs').Finding[], notes: string[], ok: boolean }}
 */
function examine({ base, staging, files }) {
  if (base === undefined)
    return { findings: files.flatMap((file) => check(file, readFileSync(file, 'utf8'))), notes: [], ok: true }
  const { findings, added } = changes(base)
  const verdicts = [validate(), ...(staging ? [compareStaging(added, process.env)] : [])]
  return { findings, notes: verdicts.map(({ text }) => text), ok: verdicts.every(({ ok }) => ok) }
}

function options() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      base: { type: 'string' },
      staging: { type: 'boolean' },
      report: { type: 'string' },
      json: { type: 'boolean' },
    },
  })
  if ((values.base === undefined) === (positionals.length === 0)) throw new Error('give either files or --base COMMIT')
  return { ...values, files: positionals }
}

function main() {
  const given = options()
  const { findings, notes, ok } = examine(given)
  const summary = markdown(findings, notes)
  console.log(given.json ? JSON.stringify(findings, null, 2) : summary)
  if (given.report) writeFileSync(given.report, summary)
  if (process.env.GITHUB_STEP_SUMMARY) appendFileSync(process.env.GITHUB_STEP_SUMMARY, summary)
  const open = findings.filter(({ waived }) => !waived)
  if (process.env.GITHUB_ACTIONS) for (const each of open) console.log(annotation(each))
  return ok && open.every(({ level }) => level === 'warning') ? 0 : 1
}

try {
  process.exitCode = main()
} catch (reason) {
  console.error(`check-migrations: ${/** @type {Error} */ (reason).message}`)
  process.exitCode = 2
}
