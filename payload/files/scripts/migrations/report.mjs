// The check's summary as Markdown, and its annotations for GitHub.
import { ruleOf } from './rules.mjs'

/** @typedef {import('./sql.mjs').Finding} Finding */

/** Return the summary. @param {Finding[]} findings @param {string[]} notes */
export function markdown(findings, notes) {
  const open = findings.filter(({ waived }) => !waived)
  const parts = [
    '## Migration check',
    ...notes,
    ...section(
      'Must be changed or waived',
      open.filter(({ level }) => level === 'error'),
    ),
    ...section(
      'Worth a thought',
      open.filter(({ level }) => level === 'warning'),
    ),
    ...waivers(findings),
  ]
  if (findings.length === 0) parts.push('No statement of the migrations is dangerous.')
  return `${parts.join('\n\n')}\n`
}

/** @param {string} title @param {Finding[]} findings */
function section(title, findings) {
  if (findings.length === 0) return []
  const lines = findings.map(
    ({ file, line, rule, statement }) => `- **${rule}** \`${file}:${line}\`: ${code(statement)}\n  ${advice(rule)}`,
  )
  return [`### ${title}`, lines.join('\n')]
}

/** @param {Finding[]} findings */
function waivers(findings) {
  const lines = findings.flatMap(({ file, line, rule, waived }) =>
    waived ? [`- **${rule}** \`${file}:${line}\`: ${waived.reason} (reviewed by ${waived.by})`] : [],
  )
  return lines.length ? ['### Waived', lines.join('\n')] : []
}

/** @param {string} text */
const code = (text) => `\`${text.replaceAll('`', "'")}\``

/** Return the annotation that GitHub shows beside the line. @param {Finding} finding */
export function annotation({ file, line, rule, level, statement }) {
  return `::${level} file=${property(file)},line=${line},title=${rule}::${escape(`${statement} ${advice(rule)}`)}`
}

/** @param {string} text */
const escape = (text) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

/** A file's name is the pull request's: without this it could hold a command of its own. @param {string} text */
const property = (text) => escape(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

/** @param {string} rule */
function advice(rule) {
  const { danger, instead } = ruleOf(rule)
  return `${danger} ${instead}`
}
