// Reads migrations with PostgreSQL's own parser and says which statements break a rule.
import { loadModule, parsePlPgSQLSync, parseSync, scanSync } from 'libpg-query'

import { broken, nameOf } from './detect.mjs'
import { RULES, ruleOf } from './rules.mjs'

/**
 * @typedef {{ file: string, line: number, rule: string, level: 'error' | 'warning', statement: string, waived?:
 * { reason: string, by: string } }} Finding
 */
/**
 * @typedef {{ start: number, end: number, line: number, rule?: string, reason: string, by: string, used: boolean
 * }} Waiver
 */

await loadModule()

const WAIVER = /^--\s*migration-check:\s*allow\s+([a-z-]+)\s+because\s+(\S.*?),\s*reviewed by\s+(\S.*?)\s*$/i

/**
 * Return a migration's findings in the order of its lines.
 * @param {string} file
 * @param {string} sql
 * @returns {Finding[]}
 */
export function check(file, sql) {
  if (sql.trim() === '') return []
  const bytes = Buffer.from(sql)
  const lineAt = (/** @type {number} */ offset) => bytes.subarray(0, offset).toString().split('\n').length
  /** @type {any[]} */
  let statements
  let tokens
  try {
    statements = parseSync(sql).stmts ?? []
    tokens = scanSync(sql).tokens
  } catch (reason) {
    const position = /** @type {any} */ (reason).sqlDetails?.cursorPosition ?? 0
    return [
      finding(
        file,
        sql.slice(0, position).split('\n').length,
        'unreadable',
        String(/** @type {Error} */ (reason).message),
      ),
    ]
  }
  const waivers = readWaivers(tokens, lineAt)
  const context = { created: new Set(), alone: statements.length === 1 }
  let before = 0
  const found = statements.flatMap(({ stmt, stmt_location: from = 0, stmt_len: length = bytes.length - from }) => {
    const start = tokens.find((token) => token.start >= from && !isComment(token))?.start ?? from
    const above = waivers.filter((waiver) => waiver.start >= before && waiver.end <= start)
    const text = bytes.subarray(start, from + length).toString()
    before = from + length
    const rules = [...new Set(judge(stmt, text, context))]
    return rules.map((rule) => waive(finding(file, lineAt(start), rule, summary(text)), above))
  })
  return [...found, ...leftovers(file, waivers)].sort((one, other) => one.line - other.line)
}

/**
 * Return the rules that a statement and everything inside it break.
 * @param {unknown} tree
 * @param {string} text
 * @param {import('./detect.mjs').Context} context
 * @returns {string[]}
 */
function judge(tree, text, context) {
  if (Array.isArray(tree)) return tree.flatMap((each) => judge(each, text, context))
  if (typeof tree !== 'object' || tree === null) return []
  return Object.entries(tree).flatMap(([kind, node]) => {
    if (kind === 'DoStmt') return judgeBlock(node, text, context)
    if (kind === 'CreateFunctionStmt') return [] // its body runs later, when it is called
    if (kind === 'CreateStmt') context.created.add(nameOf(node.relation))
    if (kind === 'CreateTableAsStmt' && node.into?.rel) context.created.add(nameOf(node.into.rel))
    return [...broken(kind, node, context), ...judge(node, text, context)]
  })
}

/**
 * Return the rules that the statements inside a DO block break.
 * @param {any} block
 * @param {string} text
 * @param {import('./detect.mjs').Context} context
 * @returns {string[]}
 */
function judgeBlock(block, text, context) {
  const language = block.args.find((/** @type {any} */ { DefElem }) => DefElem.defname === 'language')
  if (language && language.DefElem.arg.String.sval !== 'plpgsql') return ['dynamic-sql']
  try {
    return judgePlpgsql(parsePlPgSQLSync(text), { ...context, alone: false })
  } catch {
    return ['dynamic-sql']
  }
}

/** @param {unknown} tree @param {import('./detect.mjs').Context} context @returns {string[]} */
function judgePlpgsql(tree, context) {
  if (Array.isArray(tree)) return tree.flatMap((each) => judgePlpgsql(each, context))
  if (typeof tree !== 'object' || tree === null) return []
  return Object.entries(tree).flatMap(([kind, node]) => {
    if (kind === 'PLpgSQL_stmt_dynexecute' || kind === 'PLpgSQL_stmt_dynfors') return ['dynamic-sql']
    if (kind !== 'PLpgSQL_stmt_execsql') return judgePlpgsql(node, context)
    const query = node.sqlstmt.PLpgSQL_expr.query
    return judge(parseSync(query).stmts, query, context)
  })
}

/** @param {{ tokenName: string }} token */
const isComment = ({ tokenName }) => tokenName === 'SQL_COMMENT' || tokenName === 'C_COMMENT'

/** @param {import('libpg-query').ScanToken[]} tokens @param {(offset: number) => number} lineAt @returns {Waiver[]} */
function readWaivers(tokens, lineAt) {
  return tokens
    .filter((token) => isComment(token) && /migration-check/i.test(token.text))
    .map(({ start, end, text }) => {
      const [, rule, reason = '', by = ''] = WAIVER.exec(text) ?? []
      const known = rule && rule in RULES && rule !== 'unreadable' ? rule : undefined
      return { start, end, line: lineAt(start), rule: known, reason, by, used: false }
    })
}

/**
 * Attach the waiver for the finding's rule, if one stands above the statement.
 * @param {Finding} found
 * @param {Waiver[]} above
 */
function waive(found, above) {
  const waiver = above.find(({ rule }) => rule === found.rule)
  if (!waiver) return found
  waiver.used = true
  return { ...found, waived: { reason: waiver.reason, by: waiver.by } }
}

/** @param {string} file @param {Waiver[]} waivers */
function leftovers(file, waivers) {
  return waivers.flatMap(({ rule, line, used }) => {
    if (!rule) return [finding(file, line, 'bad-waiver', 'waiver')]
    return used ? [] : [finding(file, line, 'unused-waiver', rule)]
  })
}

/**
 * Return a finding with its rule's level.
 * @param {string} file
 * @param {number} line
 * @param {string} rule
 * @param {string} statement
 * @returns {Finding}
 */
export function finding(file, line, rule, statement) {
  return { file, line, rule, level: ruleOf(rule).level, statement }
}

/** @param {string} text */
const summary = (text) => {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 100 ? `${line.slice(0, 99)}…` : line
}
