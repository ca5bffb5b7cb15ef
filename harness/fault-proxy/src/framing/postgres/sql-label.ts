/** A statement's label; background statements run without any order. */
export interface SqlLabel {
  readonly label: string;
  readonly isBackground: boolean;
}

const name = String.raw`((?:"[^"]+"|[\w$]+)(?:\.(?:"[^"]+"|[\w$]+))*)`;
const inserts = String.raw`\binsert\s+into\s+${name}`;
const updates = String.raw`(?<!\b(?:for|key|do)\s+)\bupdate\s+(?:only\s+)?(?!set\b|skip\b|nowait\b|of\b)${name}`;
const deletes = String.raw`\bdelete\s+from\s+(?:only\s+)?${name}`;
const writes = new RegExp(`${inserts}|${updates}|${deletes}`, 'gi');
const reads = new RegExp(
  String.raw`\b(?:from|join)\s+(?:only\s+)?(?!lateral\b)${name}(?!\s*\(|[\w$".])`,
  'gi',
);
const named = new RegExp(
  String.raw`${name}\s*(?:\([^()]*\)\s*)?as\s+(?:not\s+)?(?:materialized\s+)?\(`,
  'gi',
);
const extracts = /\bextract\s*\(\s*\w+\s+from\b/gi;
/** A function used as a table, or the first selected one. */
const calls = [
  new RegExp(String.raw`\b(?:from|join)\s+(?:lateral\s+)?(?!lateral\b)${name}\s*\(`, 'gi'),
  /^select\s+([a-z_][\w.]*)\s*\(/gi,
];
/**
 * A source of values in a batched statement. It is ignored, so that a batch has the same label as a single
 * statement.
 */
const valuesOnly = /^(unnest|generate_series|jsonb?_(array_elements|to_recordset)\w*)$/i;

const background = /\/\*\s*background(?:\s+(\w+))?\s*\*\//i;
const noise = /--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$|'(?:[^']|'')*'/g;

/** Transaction control statements, and the label for all their spellings. */
const control: readonly (readonly [RegExp, string])[] = [
  [/^(begin|start\s+transaction)\b/i, 'BEGIN'],
  [/^(commit|end)\b/i, 'COMMIT'],
  [/^rollback\s+(work\s+|transaction\s+)?to\b/i, 'ROLLBACK TO SAVEPOINT'],
  [/^(rollback|abort)\b/i, 'ROLLBACK'],
  [/^savepoint\b/i, 'SAVEPOINT'],
  [/^release\b/i, 'RELEASE SAVEPOINT'],
];

/** Session setup: `SELECT version()`, `SET search_path`. */
const setUp = /^(set\s+(?!local\b|transaction\b)|reset\b|show\b|discard\b|listen\b|unlisten\b|deallocate\b)/i;
const harmlessCalls =
  /^(version|now|pg_backend_pid|current_\w+|set_config|txid_current\w*|pg_is_in_recovery)$/i;

const shortName = (qualified: string): string => qualified.split('.').at(-1)?.replaceAll('"', '') ?? '';

function ofWrites(statement: string): string | undefined {
  const found = [...statement.matchAll(writes)].map(([, inserted, updated, deleted]) => {
    if (inserted !== undefined) return `insert ${shortName(inserted)}`;
    return updated === undefined ? `delete ${shortName(deleted ?? '')}` : `update ${shortName(updated)}`;
  });
  return found.length === 0 ? undefined : [...new Set(found)].join(' + ');
}

/** The first real table, not a name that the statement defines itself. */
function tableOf(statement: string): string | undefined {
  const own = new Set([...statement.matchAll(named)].map(([, part = '']) => shortName(part)));
  return [...statement.replace(extracts, 'extract(').matchAll(reads)]
    .map(([, table = '']) => shortName(table))
    .find((table) => !own.has(table));
}

function callOf(statement: string): string {
  const called = calls.flatMap((pattern) => [...statement.matchAll(pattern)].map(([, call = '']) => call));
  return called.find((call) => !valuesOnly.test(shortName(call))) ?? called[0] ?? '';
}

/** Without the text in parentheses: a value that a subselect adds does not name the statement. */
function outermost(statement: string): string {
  let shorter = statement;
  for (let before = ''; before !== shorter;) {
    before = shorter;
    shorter = before.replaceAll(/\([^()]*\)/g, '[]');
  }
  return shorter.replaceAll('[]', '()');
}

function ofRead(statement: string): SqlLabel {
  const table = tableOf(outermost(statement)) ?? tableOf(statement);
  if (table !== undefined) return { label: `select ${table}`, isBackground: false };
  const call = callOf(statement);
  const isSetUp = call === '' ? !/\bfrom\b/i.test(statement) : harmlessCalls.test(shortName(call));
  return { label: isSetUp || call === '' ? 'select' : `select ${shortName(call)}`, isBackground: isSetUp };
}

function ofStatement(statement: string): SqlLabel {
  for (const [pattern, label] of control) {
    // Only the first statement shows if a transaction belongs to an order, so its BEGIN counts as background.
    if (pattern.test(statement)) return { label, isBackground: label === 'BEGIN' };
  }
  const verb = /^[a-z]+/i.exec(statement)?.[0].toLowerCase() ?? 'empty';
  if (setUp.test(statement)) return { label: verb.toUpperCase(), isBackground: true };
  const written = ofWrites(statement);
  if (written !== undefined) return { label: written, isBackground: false };
  if (verb === 'select' || verb === 'with' || verb === 'table') return ofRead(statement);
  const second = /^[a-z]+\s+(?:local\s+)?"?([\w]+)/i.exec(statement)?.[1]?.toLowerCase();
  return { label: second === undefined ? verb : `${verb} ${second}`, isBackground: verb === 'empty' };
}

const known = new Map<string, SqlLabel>();
const mostKnown = 2_000;

/**
 * `insert orders`, `update keys`, `COMMIT`; several statements are joined. A comment `background` anywhere
 * marks the whole; `background NAME` also appends the name to its label.
 */
export function sqlLabel(sql: string): SqlLabel {
  const before = known.get(sql);
  if (before !== undefined) return before;
  const statements = sql
    .replace(noise, (text) => (text.startsWith("'") ? "''" : ' '))
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
  const result = marked(joined(statements.map(ofStatement)), background.exec(sql));
  if (known.size >= mostKnown) known.clear();
  known.set(sql, result);
  return result;
}

function marked({ label, ...rest }: SqlLabel, mark: RegExpExecArray | null): SqlLabel {
  if (mark === null) return { label, ...rest };
  const [, purpose] = mark;
  return { label: purpose === undefined ? label : `${label} (${purpose})`, isBackground: true };
}

/** The label of statements that are sent as one message. */
export function joined(labels: readonly SqlLabel[]): SqlLabel {
  return {
    label: [...new Set(labels.map(({ label }) => label))].join(' + ') || 'empty',
    isBackground: labels.every(({ isBackground }) => isBackground),
  };
}
