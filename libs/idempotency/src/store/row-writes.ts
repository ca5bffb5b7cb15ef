import { getMetadataArgsStorage } from 'typeorm';
import { conditionOf, type Move, oneOf } from './moves.ts';
import { type SqlType, type Write } from './write.ts';

/** An expression in the place of a value, and the value that it reads as `g.<column>`. */
export class Sql {
  readonly text: string;
  readonly value: unknown;

  constructor(text: string, value?: unknown) {
    this.text = text;
    this.value = value;
  }
}

/**
 * An expression over `t`, the row of the table, and `g`, the row of values. `value`, if there is one, is the
 * column's value in `g`. The text must not vary between calls.
 */
export const sql = (text: string, value?: unknown): Sql => new Sql(text, value);

/** The database's time. */
export const databaseTime = new Sql('clock_timestamp()');

type Entity<E> = abstract new () => E;
type Column<E> = {
  [K in keyof E]: E[K] extends (...args: never[]) => unknown ? never : K;
}[keyof E] &
  string;
type Given<T> = T extends Date ? Date | string : T extends readonly (infer Item)[] ? readonly Item[] : T;
/** Values of an entity's columns, as the entity declares them; times may be ISO 8601 strings. */
export type RowValues<E> = { readonly [K in Column<E>]?: Given<E[K]> | Sql | undefined };
type Conditions<E> = { readonly [K in Column<E>]?: E[K] | readonly E[K][] | Sql };

interface Place {
  /** The write's name within its statement. */
  readonly name: string;
  /** `claim`, `transition`, `start`, or the name of an earlier write. */
  readonly after: string;
  /** For later writes, besides `operation_id`, in SQL over `t`. Default: nothing. */
  readonly returning?: string;
}

export interface RowInsert extends Place {
  /** True leaves a row that exists as it is, and later writes have no row. Default: false, an error. */
  readonly ifAbsent?: boolean;
  /** In SQL over `g`: a row is inserted only if it is true. Default: always. */
  readonly onlyIf?: string;
}

export interface RowUpdate<E> extends Place {
  /** All but the status, which only a move changes. */
  readonly set: Omit<RowValues<E>, 'status'>;
  /** A change of the row's status that its transition table allows. Default: the status stays. */
  readonly move?: Move;
  /**
   * More conditions; if one is false, the row is left as it is, and later writes have no row. Constants, a
   * list of which one must match, or SQL. Default: none.
   */
  readonly if?: Conditions<E>;
  /**
   * SQL for `order by`: of several rows of one statement for the same row, the first counts. Default: the
   * statement has one.
   */
  readonly first?: string;
}

/**
 * Inserts a row of an entity; a column that is left out gets its default. A table with the column
 * `operation_id` stores the operation's.
 */
export function insertRow<E>(entity: Entity<E>, values: RowValues<E>, options: RowInsert): Write {
  const { name, after, ifAbsent = false, onlyIf, returning } = options;
  const table = tableOf(entity);
  const columns = Object.entries(values).map(([property, value]) => given(table, property, value));
  const own = table.columns.has('operationId') ? ['operation_id'] : [];
  const returned = [...own.map((column) => `t.${column}`), ...(returning === undefined ? [] : [returning])];
  const parts = [
    `insert into ${table.name} as t (${[...own, ...columns.map(({ column }) => column)].join(', ')})`,
    `select ${[...own.map((column) => `g.${column}`), ...columns.map((each) => each.expression)].join(', ')} from given g`,
    onlyIf === undefined ? '' : `where ${onlyIf}`,
    ifAbsent ? 'on conflict do nothing' : '',
    returned.length === 0 ? '' : `returning ${returned.join(', ')}`,
  ];
  return { name, after, given: valuesIn(columns), text: textOf(parts) };
}

/** Updates the row of an entity that `key` identifies. */
export function updateRow<E>(entity: Entity<E>, key: RowValues<E>, options: RowUpdate<E>): Write {
  const { name, after, set, move, if: conditions = {}, first, returning } = options;
  const table = tableOf(entity);
  const keys = Object.entries(key).map(([property, value]) => given(table, property, value));
  const moved = move === undefined ? {} : { status: move.to };
  const columns = Object.entries({ ...moved, ...set }).map(([property, value]) =>
    given(table, property, value),
  );
  const tests = Object.entries(conditions).map(([property, value]) => test(table, property, value));
  const required = [
    ...keys.map(({ column }) => `t.${column} = g.${column}`),
    ...(move === undefined ? [] : [conditionOf(move.moves)]),
    ...tests.map(({ condition }) => condition),
  ];
  const by = keys.map(({ column }) => column).join(', ');
  const parts = [
    `update ${table.name} t set ${columns.map(({ column, expression }) => `${column} = ${expression}`).join(', ')}`,
    first === undefined
      ? 'from given g'
      : `from (select distinct on (${by}) * from given order by ${by}, ${first}) g`,
    `where ${required.join(' and ')}`,
    `returning ${['g.operation_id', ...(returning === undefined ? [] : [returning])].join(', ')}`,
  ];
  return { name, after, given: valuesIn([...keys, ...columns, ...tests]), text: textOf(parts) };
}

interface GivenValue {
  readonly column: string;
  readonly type: SqlType;
  readonly expression: string;
  /** Undefined if the expression reads none. */
  readonly value?: unknown;
}

function given(table: Table, property: string, value: unknown): GivenValue {
  const { column, type } = columnOf(table, property);
  if (!(value instanceof Sql)) return { column, type, expression: `g.${column}`, value: value ?? null };
  const read = value.value === undefined ? {} : { value: value.value };
  return { column, type, expression: value.text, ...read };
}

function test(
  table: Table,
  property: string,
  expected: unknown,
): GivenValue & { readonly condition: string } {
  const { column, type } = columnOf(table, property);
  if (expected instanceof Sql) {
    const { expression, ...read } = given(table, property, expected);
    return { ...read, expression, condition: expression };
  }
  const constants = (Array.isArray(expected) ? expected : [expected]) as readonly unknown[];
  const condition = expected === null ? `t.${column} is null` : oneOf(`t.${column}`, constants);
  return { column, type, expression: condition, condition };
}

const valuesIn = (columns: readonly GivenValue[]): Write['given'] =>
  Object.fromEntries(
    columns.flatMap((each) => ('value' in each ? [[each.column, [each.type, each.value] as const]] : [])),
  );

const textOf = (parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n');

interface Table {
  readonly name: string;
  /** By property. */
  readonly columns: ReadonlyMap<string, { readonly column: string; readonly type: SqlType }>;
}

const tables = new WeakMap<Entity<unknown>, Table>();

function tableOf(entity: Entity<unknown>): Table {
  const known = tables.get(entity);
  if (known !== undefined) return known;
  const { tables: all, columns } = getMetadataArgsStorage();
  const declared = all.find(({ target }) => target === entity);
  const table = {
    name: declared?.name ?? unknownTo(entity),
    columns: new Map(
      columns
        .filter(({ target, mode }) => target === entity && mode === 'regular')
        .map(({ propertyName, options }) => [
          propertyName,
          { column: options.name ?? propertyName, type: options.type as SqlType },
        ]),
    ),
  };
  tables.set(entity, table);
  return table;
}

function unknownTo({ name }: Entity<unknown>): never {
  throw new Error(`${name} must be an entity with the name of its table: @Entity('orders')`);
}

function columnOf(
  { name, columns }: Table,
  property: string,
): { readonly column: string; readonly type: SqlType } {
  const column = columns.get(property);
  if (column === undefined) throw new Error(`${name} has no column ${property}`);
  return column;
}
