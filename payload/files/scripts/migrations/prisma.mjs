// Asks Prisma about the schema, and about staging's database.
import { spawnSync } from 'node:child_process'

/** @typedef {{ ok: boolean, text: string }} Verdict */

const NOWHERE = 'postgresql://nobody@127.0.0.1:5432/none'

/** Whether Prisma accepts the schema. @returns {Verdict} */
export function validate() {
  const { status, output } = prisma(['validate'], NOWHERE, NOWHERE)
  if (status === 0) return { ok: true, text: 'The Prisma schema is valid.' }
  return { ok: false, text: `The Prisma schema is not valid:\n\n\`\`\`\n${lastLines(output)}\n\`\`\`` }
}

/**
 * Compare the migrations with staging's database.
 * @param {string[]} added  Migrations that this pull request adds.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Verdict}
 */
export function compareStaging(added, env) {
  const { STAGING_DATABASE_URL: pooled, STAGING_DIRECT_URL: direct } = env
  if (!pooled || !direct) {
    return {
      ok: true,
      text: 'Staging was not compared: forks and Dependabot get no secrets. A maintainer can push the branch here.',
    }
  }
  const { status, output } = prisma(['migrate', 'status'], pooled, direct)
  console.log(output) // the log masks the secrets; the comment must not hold what Prisma prints
  return judgeStatus(status, output, added)
}

/**
 * Say what the answer of `prisma migrate status` means for this pull request.
 * @param {number | null} status
 * @param {string} output
 * @param {string[]} added
 * @returns {Verdict}
 */
export function judgeStatus(status, output, added) {
  const failed = listed(output, /have failed:/)
  const foreign = listed(output, /are not found locally/)
  const pending = listed(output, /have not yet been applied:/)
  const behind = pending.filter((name) => !added.includes(name))
  if (failed.length)
    return {
      ok: false,
      text: `Staging has failed migrations: ${names(failed)}. Resolve them there first (\`prisma migrate resolve\`).`,
    }
  if (foreign.length)
    return {
      ok: false,
      text: `Staging has migrations that this branch lacks: ${names(foreign)}. Update the branch from its base.`,
    }
  if (status === 0) return { ok: true, text: 'Staging has every migration of this branch.' }
  if (!pending.length)
    return {
      ok: false,
      text: 'Staging could not be compared: `prisma migrate status` failed. Its answer is in the log of this step.',
    }
  const expected = `After the merge these go to staging first, then to production: ${names(pending)}.`
  return {
    ok: true,
    text: behind.length ? `${expected} Staging is behind by ${names(behind)}; is a deployment under way?` : expected,
  }
}

/** Return the lines after a heading, up to the first empty one. @param {string} output @param {RegExp} heading */
function listed(output, heading) {
  const lines = output.split('\n').map((line) => line.trim())
  const from = lines.findIndex((line) => heading.test(line))
  if (from < 0) return []
  const rest = lines.slice(from + 1)
  const end = rest.indexOf('')
  return end < 0 ? rest : rest.slice(0, end)
}

/** @param {string[]} list */
const names = (list) => list.map((name) => `\`${name}\``).join(', ')

/** @param {string[]} args @param {string} pooled @param {string} direct */
function prisma(args, pooled, direct) {
  const env = { ...process.env, DATABASE_URL: pooled, DIRECT_URL: direct, NO_COLOR: '1' }
  const run = spawnSync('npx', ['--no-install', 'prisma', ...args], { encoding: 'utf8', env })
  return { status: run.status, output: `${run.stdout ?? ''}${run.stderr ?? ''}${run.error ? run.error.message : ''}` }
}

/** @param {string} output */
const lastLines = (output) => output.trim().split('\n').slice(-30).join('\n')
