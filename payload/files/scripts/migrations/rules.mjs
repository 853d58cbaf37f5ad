// What the migration check looks for: each rule's level, why the statement is dangerous, and what to do instead.
// An `error` fails the check unless a reviewed waiver allows it; a `warning` is only reported.

/** @typedef {{ level: 'error' | 'warning', danger: string, instead: string }} Rule */

/** @param {string} danger @param {string} instead @returns {Rule} */
const error = (danger, instead) => ({ level: 'error', danger, instead })
/** @param {string} danger @param {string} instead @returns {Rule} */
const warning = (danger, instead) => ({ level: 'warning', danger, instead })

const CONTRACT =
  'Expand and contract: remove it from the code, deploy, then drop it in a later migration with a fresh backup and a waiver.'

/** @type {Readonly<Record<string, Rule>>} */
export const RULES = Object.freeze({
  // Data is lost.
  'drop-table': error('The rows are gone for good, and the running version still reads them.', CONTRACT),
  'drop-column': error('The values are gone for good, and the running version still reads them.', CONTRACT),
  'drop-schema': error('Everything in the schema is gone for good.', CONTRACT),
  'drop-database': error('The whole database is gone.', 'Never from a migration. Restore or recreate by hand.'),
  'drop-type': error(
    'Columns of the type go with it, or the statement fails.',
    'Move the columns to the new type first, then drop it in a later migration.',
  ),
  'drop-sequence': error('The next number is lost, and inserts fail.', CONTRACT),
  'drop-extension': error(
    'Its types, functions and indexes go with it.',
    'Check what depends on it and drop that first, one migration earlier.',
  ),
  'drop-cascade': error(
    'Whatever depends on it is dropped too, without being named.',
    'Name each dependent object and drop it on its own.',
  ),
  truncate: error(
    'Every row is gone for good.',
    'Delete the rows that must go with a WHERE clause, in batches, from a script.',
  ),
  'delete-all': error('Without a condition every row is gone.', 'Add a WHERE clause that is not always true.'),
  'set-unlogged': error('The table is emptied after a crash.', 'Keep it logged.'),

  // The running version breaks.
  'change-type': error(
    'The whole table is rewritten under an exclusive lock, values may not fit, and the running version expects the old type.',
    'Add a column of the new type, write both, backfill in batches, switch the reads, then drop the old one.',
  ),
  'rename-table': error(
    'The running version still uses the old name and fails until the deployment is done.',
    'Make a view with the new name, switch the code, then rename. In Prisma, @@map renames without touching the table.',
  ),
  'rename-column': error(
    'The running version still uses the old name and fails until the deployment is done.',
    'Add a column, write both, backfill, switch the reads, then drop the old one. In Prisma, @map renames without touching the column.',
  ),
  'rename-other': error(
    'The running version still uses the old name.',
    'Make the new one beside it, switch the code, then drop the old one.',
  ),
  'move-schema': error(
    'The running version looks in the old schema.',
    'Make a view in the new schema, switch the code, then move it.',
  ),
  'add-required-column': error(
    'A column that is NOT NULL without a default fails on any table that has rows.',
    'Add it with a constant DEFAULT, or as nullable: backfill it, then set NOT NULL.',
  ),
  'concurrently-in-transaction': error(
    'Prisma runs a file of several statements as one transaction, in which CONCURRENTLY fails.',
    'Give the statement a migration of its own.',
  ),

  // A guard is taken away.
  'disable-row-security': error(
    "Every role that reaches the table sees every row; Supabase's public key is such a role.",
    'Keep row level security on and change the policies.',
  ),
  'disable-guards': error(
    'Triggers, foreign keys or policies no longer hold while it is off.',
    'Keep them on, and change the data in an order which they allow.',
  ),
  'grant-public': error('Every role gets the right, the public one included.', 'Grant to the role that needs it.'),
  'powerful-role': error('The role passes every row level security policy.', 'Grant the rights it needs instead.'),
  'drop-role': error(
    'The role and what it owns are gone; who logs in with it is locked out.',
    'Revoke its rights first and drop it by hand.',
  ),
  'alter-system': error(
    'It changes the server itself, not the schema.',
    "Change it in the database provider's settings.",
  ),

  // The check cannot see.
  unreadable: error("PostgreSQL's parser refuses the file, so it would fail in the deployment.", 'Fix the syntax.'),
  'dynamic-sql': error(
    'SQL that is put together at run time cannot be checked.',
    'Write the statements out, or have a person read them and add a waiver.',
  ),
  'edited-migration': error(
    'A migration of the base branch may be applied already; changed, its checksum differs and Prisma refuses to go on.',
    'Restore the file and write a new migration.',
  ),
  'deleted-migration': error(
    'A migration of the base branch may be applied already; without the file Prisma refuses to go on.',
    'Restore the file and write a new migration that undoes it.',
  ),
  'bad-waiver': error(
    'The waiver allows nothing as it stands.',
    'Write: -- migration-check: allow RULE because REASON, reviewed by NAME',
  ),
  'unused-waiver': warning('The waiver allows something that is not there.', 'Remove it.'),
  'schema-without-migration': warning(
    'The schema changed, but no migration came with it.',
    'Run: npx prisma migrate dev --name what_changes, unless only comments or mappings changed.',
  ),

  // The table is locked while it runs.
  'update-all': warning(
    'Every row is rewritten and locked until the end, and what stood there is lost.',
    'Update in batches with a WHERE clause, from a script.',
  ),
  'set-not-null': warning(
    'The whole table is scanned under an exclusive lock, and one NULL fails it.',
    'Add CHECK (column IS NOT NULL) NOT VALID, VALIDATE it in a later migration, then SET NOT NULL.',
  ),
  'rewrite-table': warning(
    'The whole table is rewritten under an exclusive lock.',
    'Add the column without the default, backfill in batches, then set the default.',
  ),
  'index-blocks-writes': warning(
    'Writes wait until the index is built, minutes on a large table.',
    'CREATE INDEX CONCURRENTLY, alone in its migration.',
  ),
  'drop-index-blocks': warning(
    'Reads and writes wait for the lock, and queries may need the index.',
    'DROP INDEX CONCURRENTLY, alone in its migration.',
  ),
  'constraint-scans-table': warning(
    'The whole table is scanned while writes wait.',
    'Add it NOT VALID, then VALIDATE CONSTRAINT in a later migration.',
  ),
  'constraint-builds-index': warning(
    'An index is built while reads and writes wait.',
    'CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT ... USING INDEX.',
  ),
  'lock-table': warning('Everybody waits for the end of the migration.', 'Let each statement take the lock it needs.'),
  'maintenance-locks': warning(
    'The table is locked until the end.',
    'Use the CONCURRENTLY form, or run it in a quiet hour by hand.',
  ),
  'drop-default': warning(
    'Inserts of the running version that leave the column out fail or store NULL.',
    'Deploy code that always writes the column first.',
  ),
  'drop-constraint': warning(
    'The rule no longer holds, and data that breaks it can arrive.',
    'Make sure that the code or a new constraint keeps it.',
  ),
  'drop-policy': warning(
    'Rows become invisible, or visible, to roles that the policy covered.',
    'Create the new policy before the old one is dropped.',
  ),
  'drop-code': warning(
    'Views, functions and triggers that the running version uses are gone.',
    'CREATE OR REPLACE, or drop after the code no longer uses it.',
  ),
  'transaction-control': warning(
    'Prisma wraps the file itself; a COMMIT leaves half a migration behind when the rest fails.',
    'Leave BEGIN, COMMIT and ROLLBACK out.',
  ),
})

/** Return a rule by its name. @param {string} name */
export function ruleOf(name) {
  const rule = RULES[name]
  if (!rule) throw new Error(`no rule is called ${name}`)
  return rule
}
