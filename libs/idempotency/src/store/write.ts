import { createHash } from 'node:crypto';

/** The Postgres types that a write may be given. */
export type SqlType = 'text' | 'uuid' | 'integer' | 'bigint' | 'boolean' | 'timestamptz' | 'jsonb' | 'bytea';

/**
 * One data-modifying statement that is committed together with a claim, a phase or an answer.
 *
 * `text` is the statement without `with`. It reads the relation `given`: one row with `operation_id` and the columns of `given`,
 * and no row at all when the expression that `after` names wrote nothing. So it cannot write for a process that lost its key.
 * Many requests share one statement, so `given` may hold rows of several that mean the same row of a table. An `update … from given`
 * changes that row once, by one of them: where this can happen, sum or choose before (`from (select … from given group by …) g`).
 * And Postgres tries a table's constraints on the row as the statement's snapshot saw it, before it looks at what others have committed since:
 * a sum that may be stale must not violate one by itself.
 * `after` is `claim` in the first commit of an operation, `transition` in the later ones, or the `name` of an earlier write, which must
 * return the `operation_id` it was given; those can be read too. Text and columns must not vary between calls: only values do. Then many requests share one
 * statement (64 at once under load), and Postgres its plan.
 */
export interface Write {
  readonly name: string;
  readonly after: string;
  readonly given: Readonly<Record<string, readonly [SqlType, unknown]>>;
  readonly text: string;
}

/** What a statement starts with: one row of parameters for each request, the same constants for all. */
export interface StatementHead {
  readonly name: string;
  /** Reads `given`, whose columns are these. Its parameters `$1…` are the constants. */
  readonly text: string;
  readonly columns: Readonly<Record<string, SqlType>>;
  readonly constants: readonly unknown[];
  /** An expression over the lead's that writes hang on, where the lead itself answers for all rows. */
  readonly gate?: { readonly name: string; readonly text: string };
  /** What the statement answers with: `asked` is the row's operation id. */
  readonly select: string;
}

export interface Row {
  readonly operationId: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly writes: readonly Write[];
}

export interface Statement {
  /** Named by its text, so that a connection parses and plans it once. */
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

/** A statement for rows of one shape, ready for any number of them. */
export class SharedStatement {
  private readonly one: Text;
  private readonly many: Text;

  /**
   * Puts writes behind one leading expression: one round trip, one commit, all or nothing.
   * @throws Error when a write hangs on nothing or does not read what it is given.
   */
  constructor(
    private readonly head: StatementHead,
    writes: readonly Write[],
  ) {
    this.one = textOf(head, writes, oneRow(parametersFrom(head.constants.length)));
    this.many = textOf(head, writes, manyRows(parametersFrom(head.constants.length)));
  }

  for(rows: readonly Row[]): Statement {
    const [first] = rows;
    if (first === undefined) throw new Error('a statement needs at least one row');
    const values: unknown[] = [...this.head.constants];
    const isOne = rows.length === 1;
    const add = (
      types: readonly [string, SqlType][],
      valueOf: (row: Row, column: string) => unknown,
    ): void => {
      const column = (of: (row: Row) => unknown): unknown => (isOne ? of(first) : rows.map(of));
      values.push(column(({ operationId }) => operationId));
      for (const [name, type] of types) values.push(column((row) => sqlValue(type, valueOf(row, name))));
      if (!isOne) values.push(rows.length);
    };
    add(Object.entries(this.head.columns), (row, column) => row.values[column]);
    for (const [index, { given }] of first.writes.entries())
      add(typesIn(given), (row, column) => row.writes[index]?.given[column]?.[1]);
    return { ...(isOne ? this.one : this.many), values };
  }
}

type Text = Pick<Statement, 'name' | 'text'>;
type Table = (types: Readonly<Record<string, SqlType>>) => string;

function textOf(head: StatementHead, writes: readonly Write[], table: Table): Text {
  const known = [head.gate?.name ?? head.name];
  const expressions = [
    `given_${head.name} as ${table(head.columns)}`,
    `${head.name} as (${readGiven(head)})`,
    ...(head.gate === undefined ? [] : [`${head.gate.name} as (${head.gate.text})`]),
  ];
  for (const write of writes) {
    if (!known.includes(write.after))
      throw new Error(`the write "${write.name}" must come after one of: ${known.join(', ')}`);
    expressions.push(
      `given_${write.name} as (select g.* from ${write.after} join ${table(typesOf(write))} g using (operation_id))`,
      `${write.name} as (${readGiven(write)})`,
    );
    known.push(write.name);
  }
  const text = `with ${expressions.join(',\n')}\n${head.select}`;
  return { name: createHash('sha256').update(text).digest('base64url').slice(0, 20), text };
}

/** What rows must have in common to share a statement. */
export function shapeOf(writes: readonly Write[]): string {
  return writes
    .map(({ name, after, given, text }) => `${name} ${after} ${Object.keys(given).join(',')} ${text}`)
    .join('\n');
}

function parametersFrom(constants: number): () => string {
  let last = constants;
  return () => `$${(last += 1)}`;
}

/** One row is given as plain values: it costs Postgres a third less than arrays of one. */
function oneRow(parameter: () => string): Table {
  return (types) => {
    const columns = Object.entries({ operation_id: 'uuid', ...types });
    return `(select ${columns.map(([column, type]) => `${parameter()}::${type} as ${column}`).join(', ')})`;
  };
}

/** The limit lets the planner expect one row instead of a hundred, and so use the tables' indexes, also while they are empty. */
function manyRows(parameter: () => string): Table {
  return (types) => {
    const columns = Object.entries({ operation_id: 'uuid', ...types });
    const arrays = columns.map(([, type]) => `${parameter()}::${type}[]`).join(', ');
    const names = columns.map(([column]) => column).join(', ');
    return `(select * from unnest(${arrays}) as _(${names}) limit ${parameter()}::bigint)`;
  };
}

function typesIn(given: Write['given']): [string, SqlType][] {
  return Object.entries(given).map(([column, [type]]) => [column, type]);
}

function typesOf({ given }: Write): Record<string, SqlType> {
  return Object.fromEntries(typesIn(given));
}

function sqlValue(type: SqlType, value: unknown): unknown {
  return type === 'jsonb' && value !== null && value !== undefined ? JSON.stringify(value) : value;
}

function readGiven({ name, text }: { readonly name: string; readonly text: string }): string {
  if (!/\bgiven\b/.test(text)) throw new Error(`"${name}" must read from "given"`);
  return text.replaceAll(/\bgiven\b/g, `given_${name}`);
}
