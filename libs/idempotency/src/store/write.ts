import { createHash } from 'node:crypto';

/** The Postgres types of a write's values. */
export type SqlType = 'text' | 'uuid' | 'integer' | 'bigint' | 'boolean' | 'timestamptz' | 'jsonb' | 'bytea';

/**
 * One data-modifying statement, committed together with a claim, a transition or a response.
 *
 * `text` is the statement without `with`. It reads the relation `given`: a row with `operation_id` and the
 * columns of `given`, or no row if the statement named by `after` wrote nothing. So it cannot write for a
 * process that lost its key. `after` is `claim` in an operation's first commit, `transition` in later ones,
 * or the name of an earlier write, which must return its `operation_id`.
 *
 * Many requests share one statement (up to 64) and its plan, so text and columns must not vary between calls.
 * `given` may then hold several rows for one row of a table, and `update … from given` would change that row
 * once, by one of them: sum or pick first (`from (select … from given group by …) g`). Postgres checks
 * constraints against the row of the statement's snapshot before it sees later commits, so a possibly stale
 * sum must not violate one.
 */
export interface Write {
  readonly name: string;
  readonly after: string;
  readonly given: Readonly<Record<string, readonly [SqlType, unknown]>>;
  readonly text: string;
}

/** The beginning of a shared statement: one row of parameters per request, the same constants for all. */
export interface StatementHead {
  readonly name: string;
  /** Reads `given`, which has these columns. Its parameters `$1…` are the constants. */
  readonly text: string;
  readonly columns: Readonly<Record<string, SqlType>>;
  readonly constants: readonly unknown[];
  /** A statement before it, which reads `given` too. */
  readonly first?: { readonly name: string; readonly text: string };
  /** The expression that writes come after, if the head itself returns rows for all requests. */
  readonly gate?: { readonly name: string; readonly text: string };
  /** The result of the statement; `asked` is the row's operation ID. */
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

/** A statement for any number of rows of one shape. */
export class SharedStatement {
  private readonly one: Text;
  private readonly many: Text;
  private readonly columnsOfHead: readonly [string, SqlType][];
  private readonly columnsOfWrites: readonly (readonly [string, SqlType][])[];

  /**
   * Appends writes to a head: one round trip, one commit, all or nothing.
   * @throws Error if a write comes after an unknown one, or does not read `given`.
   */
  constructor(
    private readonly head: StatementHead,
    writes: readonly Write[],
  ) {
    this.one = textOf(head, writes, oneRow(parametersFrom(head.constants.length)));
    this.many = textOf(head, writes, manyRows(parametersFrom(head.constants.length)));
    this.columnsOfHead = Object.entries(head.columns);
    this.columnsOfWrites = writes.map(({ given }) => typesIn(given));
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
    add(this.columnsOfHead, (row, column) => row.values[column]);
    for (const [index, columns] of this.columnsOfWrites.entries())
      add(columns, (row, column) => row.writes[index]?.given[column]?.[1]);
    return { ...(isOne ? this.one : this.many), values };
  }
}

type Text = Pick<Statement, 'name' | 'text'>;
type Table = (types: Readonly<Record<string, SqlType>>) => string;

function textOf(head: StatementHead, writes: readonly Write[], table: Table): Text {
  const known = [head.gate?.name ?? head.name];
  const expressions = [
    `given_${head.name} as ${table(head.columns)}`,
    ...(head.first === undefined ? [] : [`${head.first.name} as (${readGiven(head.first, head.name)})`]),
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

function parametersFrom(constants: number): () => string {
  let last = constants;
  return () => `$${(last += 1)}`;
}

/**
 * A single row is passed as plain values, which costs Postgres a third less than arrays of one (measured).
 */
function oneRow(parameter: () => string): Table {
  return (types) => {
    const columns = Object.entries({ operation_id: 'uuid', ...types });
    return `(select ${columns.map(([column, type]) => `${parameter()}::${type} as ${column}`).join(', ')})`;
  };
}

/**
 * With the limit the planner expects one row instead of a hundred, and uses the tables' indexes even while
 * they are empty.
 */
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

function readGiven({ name, text }: { readonly name: string; readonly text: string }, from = name): string {
  if (!/\bgiven\b/.test(text)) throw new Error(`"${name}" must read from "given"`);
  return text.replaceAll(/\bgiven\b/g, `given_${from}`);
}
