// Which rules a parsed statement breaks. Each handler gets one node of PostgreSQL's own parse tree and the file's
// context, and returns names of rules.

/** @typedef {Record<string, any>} Node  A node of the parse tree, as libpg-query gives it. */
/**
 * @typedef {{ created: Set<string>, alone: boolean }} Context  Tables made earlier in the file; whether one
 * statement is all.
 */

const DROPPED = new Map([
  ['OBJECT_TABLE', 'drop-table'],
  ['OBJECT_FOREIGN_TABLE', 'drop-table'],
  ['OBJECT_SCHEMA', 'drop-schema'],
  ['OBJECT_TYPE', 'drop-type'],
  ['OBJECT_DOMAIN', 'drop-type'],
  ['OBJECT_SEQUENCE', 'drop-sequence'],
  ['OBJECT_EXTENSION', 'drop-extension'],
  ['OBJECT_POLICY', 'drop-policy'],
])

const RENAMED = new Map([
  ['OBJECT_TABLE', 'rename-table'],
  ['OBJECT_COLUMN', 'rename-column'],
  ['OBJECT_ATTRIBUTE', 'rename-column'],
])
const HARMLESS_RENAMES = new Set([
  'OBJECT_INDEX',
  'OBJECT_TABCONSTRAINT',
  'OBJECT_DOMCONSTRAINT',
  'OBJECT_POLICY',
  'OBJECT_TRIGGER',
  'OBJECT_RULE',
])

/** Rules that a table made in the same migration cannot break: it is empty and nobody uses it yet. */
const NEEDS_ROWS = new Set([
  'drop-table',
  'drop-column',
  'truncate',
  'delete-all',
  'update-all',
  'change-type',
  'rename-table',
  'rename-column',
  'add-required-column',
  'set-not-null',
  'rewrite-table',
  'index-blocks-writes',
  'constraint-scans-table',
  'constraint-builds-index',
  'lock-table',
  'drop-default',
  'drop-constraint',
  'set-unlogged',
])

const COMMANDS = new Map([
  ['AT_DropColumn', 'drop-column'],
  ['AT_AlterColumnType', 'change-type'],
  ['AT_SetNotNull', 'set-not-null'],
  ['AT_DropConstraint', 'drop-constraint'],
  ['AT_DropExpression', 'drop-default'],
  ['AT_DropIdentity', 'drop-default'],
  ['AT_SetExpression', 'rewrite-table'],
  ['AT_SetLogged', 'rewrite-table'],
  ['AT_SetTableSpace', 'rewrite-table'],
  ['AT_SetAccessMethod', 'rewrite-table'],
  ['AT_SetUnLogged', 'set-unlogged'],
  ['AT_DisableRowSecurity', 'disable-row-security'],
  ['AT_NoForceRowSecurity', 'disable-row-security'],
  ['AT_DisableTrig', 'disable-guards'],
  ['AT_DisableTrigAll', 'disable-guards'],
  ['AT_DisableTrigUser', 'disable-guards'],
  ['AT_DisableRule', 'disable-guards'],
  ['AT_DetachPartition', 'lock-table'],
])

const STABLE_DEFAULTS = new Set([
  'now',
  'transaction_timestamp',
  'statement_timestamp',
  'current_setting',
  'to_timestamp',
  'timezone',
])

/** @type {Record<string, (node: Node, context: Context) => string[]>} */
const HANDLERS = {
  DropStmt: dropped,
  DropdbStmt: () => ['drop-database'],
  DropOwnedStmt: () => ['drop-cascade'],
  DropRoleStmt: () => ['drop-role'],
  TruncateStmt: (node) => ['truncate', ...cascade(node)],
  DeleteStmt: (node) => (always(node.whereClause) ? ['delete-all'] : []),
  UpdateStmt: (node) => (always(node.whereClause) ? ['update-all'] : []),
  AlterTableStmt: (node) => node.cmds.flatMap((/** @type {Node} */ cmd) => altered(cmd.AlterTableCmd)),
  RenameStmt: (node) => (HARMLESS_RENAMES.has(node.renameType) ? [] : [RENAMED.get(node.renameType) ?? 'rename-other']),
  AlterEnumStmt: (node) => (node.oldVal ? ['rename-other'] : []),
  AlterObjectSchemaStmt: () => ['move-schema'],
  IndexStmt: (node, { alone }) => (node.concurrent ? inTransaction(alone) : ['index-blocks-writes']),
  ReindexStmt: (node, { alone }) =>
    JSON.stringify(node.params ?? []).includes('"concurrently"') ? inTransaction(alone) : ['maintenance-locks'],
  ClusterStmt: () => ['maintenance-locks'],
  VacuumStmt: (node) => (JSON.stringify(node.options ?? []).includes('"full"') ? ['maintenance-locks'] : []),
  RefreshMatViewStmt: (node) => (node.concurrent ? [] : ['maintenance-locks']),
  LockStmt: () => ['lock-table'],
  GrantStmt: (node) =>
    node.is_grant && node.grantees.some((/** @type {Node} */ who) => who.RoleSpec.roletype === 'ROLESPEC_PUBLIC')
      ? ['grant-public']
      : [],
  CreateRoleStmt: (node) => powerful(node.options),
  AlterRoleStmt: (node) => powerful(node.options),
  AlterSystemStmt: () => ['alter-system'],
  VariableSetStmt: (node) =>
    ['session_replication_role', 'row_security'].includes(node.name) ? ['disable-guards'] : [],
  TransactionStmt: () => ['transaction-control'],
}

/**
 * Return the rules that one node breaks; a table made in the same file breaks none that needs rows.
 * @param {string} kind
 * @param {Node} node
 * @param {Context} context
 */
export function broken(kind, node, context) {
  const rules = HANDLERS[kind]?.(node, context) ?? []
  /** @type {string[]} */
  const tables = touched(node)
  const fresh = tables.length > 0 && tables.every((table) => context.created.has(table))
  return fresh ? rules.filter((rule) => !NEEDS_ROWS.has(rule)) : rules
}

/** Return a table's name with its schema, public when none is written. @param {Node} relation */
export const nameOf = (relation) => `${relation.schemaname ?? 'public'}.${relation.relname}`

/** @param {Node} node */
function touched(node) {
  if (node.relation?.relname) return [nameOf(node.relation)]
  if (Array.isArray(node.relations))
    return node.relations.flatMap((/** @type {Node} */ each) => (each.RangeVar ? [nameOf(each.RangeVar)] : []))
  if (node.removeType !== 'OBJECT_TABLE') return []
  return node.objects.map((/** @type {Node} */ each) => {
    const parts = each.List.items.map((/** @type {Node} */ item) => item.String.sval)
    return parts.length === 1 ? `public.${parts[0]}` : parts.slice(-2).join('.')
  })
}

/** @param {Node} node @param {Context} context */
function dropped(node, { alone }) {
  if (node.removeType === 'OBJECT_INDEX')
    return node.concurrent ? inTransaction(alone) : ['drop-index-blocks', ...cascade(node)]
  return [DROPPED.get(node.removeType) ?? 'drop-code', ...cascade(node)]
}

/** @param {Node} command */
function altered(command) {
  const cascades = command.behavior === 'DROP_CASCADE' ? ['drop-cascade'] : []
  if (command.subtype === 'AT_AddColumn') return addedColumn(command.def.ColumnDef)
  if (command.subtype === 'AT_AddConstraint') return addedConstraint(command.def.Constraint)
  if (command.subtype === 'AT_ColumnDefault') return command.def ? [] : ['drop-default']
  const rule = COMMANDS.get(command.subtype)
  return rule ? [rule, ...cascades] : []
}

/** @param {Node} column */
function addedColumn(column) {
  /** @type {Node[]} */
  const constraints = (column.constraints ?? []).map((/** @type {Node} */ each) => each.Constraint)
  const has = (/** @type {string} */ kind) => constraints.find(({ contype }) => contype === kind)
  const type = column.typeName.names.at(-1).String.sval
  const byDefault = has('CONSTR_DEFAULT')
  const filled =
    byDefault || has('CONSTR_GENERATED') || has('CONSTR_IDENTITY') || /^(small|big)?serial[248]?$/.test(type)
  const rules = []
  if (has('CONSTR_NOTNULL') && !filled) rules.push('add-required-column')
  if (filled && (!byDefault || volatile(byDefault.raw_expr))) rules.push('rewrite-table')
  if (has('CONSTR_UNIQUE') || has('CONSTR_PRIMARY')) rules.push('constraint-builds-index')
  if (has('CONSTR_CHECK')) rules.push('constraint-scans-table')
  return rules
}

/** @param {Node} constraint */
function addedConstraint(constraint) {
  const kind = constraint.contype
  if (kind === 'CONSTR_FOREIGN' || kind === 'CONSTR_CHECK')
    return constraint.skip_validation ? [] : ['constraint-scans-table']
  if (kind === 'CONSTR_NOTNULL') return constraint.skip_validation ? [] : ['set-not-null']
  return constraint.indexname ? [] : ['constraint-builds-index']
}

/**
 * Whether an expression calls a function that may give each row another value.
 * @param {unknown} expression
 * @returns {boolean}
 */
function volatile(expression) {
  if (Array.isArray(expression)) return expression.some(volatile)
  if (typeof expression !== 'object' || expression === null) return false
  const call = /** @type {Node} */ (expression).FuncCall
  if (call && !STABLE_DEFAULTS.has(call.funcname.at(-1).String.sval)) return true
  return Object.values(expression).some(volatile)
}

/**
 * Whether a condition is missing, or holds for every row because it names no column.
 * @param {Node | undefined} condition
 */
function always(condition) {
  return condition === undefined || !/"(ColumnRef|CurrentOfExpr|SubLink)"/.test(JSON.stringify(condition))
}

/** @param {Node} node */
const cascade = (node) => (node.behavior === 'DROP_CASCADE' ? ['drop-cascade'] : [])
/** @param {boolean} alone */
const inTransaction = (alone) => (alone ? [] : ['concurrently-in-transaction'])
/** @param {Node[]} [options] */
const powerful = (options = []) =>
  options.some(
    ({ DefElem: { defname, arg } }) => ['superuser', 'bypassrls'].includes(defname) && arg?.Boolean?.boolval === true,
  )
    ? ['powerful-role']
    : []
