import pg from 'pg';
import { ByteReader } from './byte-reader.ts';

type Row = Readonly<Record<string, unknown>>;

interface Relation {
  readonly name: string;
  readonly columns: readonly {
    readonly name: string;
    readonly isKey: boolean;
    readonly parse: (text: string) => unknown;
  }[];
}

/** A message of the logical replication protocol, version 1. */
export type PgoutputMessage =
  | { readonly tag: 'begin'; readonly lsn: string; readonly at: number; readonly xid: number }
  | { readonly tag: 'insert'; readonly table: string; readonly after: Row }
  | { readonly tag: 'update'; readonly table: string; readonly before: Row | undefined; readonly after: Row }
  | { readonly tag: 'delete'; readonly table: string; readonly before: Row }
  | { readonly tag: 'truncate'; readonly tables: readonly string[] }
  | { readonly tag: 'mark'; readonly prefix: string; readonly content: string }
  | { readonly tag: 'commit'; readonly endLsn: string }
  | { readonly tag: 'other' };

/**
 * Decodes what the plugin `pgoutput` sends over one connection: a table is described once, before its first
 * row.
 */
export class PgoutputDecoder {
  private readonly relations = new Map<number, Relation>();

  /** @throws Error on a message that the protocol does not have. */
  decode(body: Buffer): PgoutputMessage {
    const reader = new ByteReader(body);
    const tag = reader.letter();
    switch (tag) {
      case 'B':
        return { tag: 'begin', lsn: reader.lsn(), at: reader.time(), xid: reader.uint32() };
      case 'C':
        reader.skip(1 + 8);
        return { tag: 'commit', endLsn: reader.lsn() };
      case 'R':
        this.describe(reader);
        return { tag: 'other' };
      case 'I':
        return this.insert(reader);
      case 'U':
        return this.update(reader);
      case 'D':
        return this.delete(reader);
      case 'T':
        return this.truncate(reader);
      case 'M':
        reader.skip(1 + 8);
        return { tag: 'mark', prefix: reader.text(), content: reader.textOf(reader.uint32()) };
      case 'O':
      case 'Y':
        return { tag: 'other' };
      default:
        throw new Error(`pgoutput has no message ${tag}`);
    }
  }

  private describe(reader: ByteReader): void {
    const oid = reader.uint32();
    reader.text();
    const name = reader.text();
    reader.skip(1);
    const columns = Array.from({ length: reader.uint16() }, () => {
      const isKey = (reader.byte() & 1) === 1;
      const name = reader.text();
      const parse = pg.types.getTypeParser(reader.uint32()) as (text: string) => unknown;
      reader.skip(4);
      return { name, isKey, parse };
    });
    this.relations.set(oid, { name, columns });
  }

  private relation(oid: number): Relation {
    const known = this.relations.get(oid);
    if (known === undefined) throw new Error(`pgoutput never described table ${oid}`);
    return known;
  }

  private insert(reader: ByteReader): PgoutputMessage {
    const relation = this.relation(reader.uint32());
    reader.skip(1);
    return { tag: 'insert', table: relation.name, after: tuple(reader, relation) };
  }

  private update(reader: ByteReader): PgoutputMessage {
    const relation = this.relation(reader.uint32());
    const kind = reader.letter();
    if (kind === 'N')
      return { tag: 'update', table: relation.name, before: undefined, after: tuple(reader, relation) };
    const before = beforeIn(reader, relation, kind);
    reader.skip(1);
    return { tag: 'update', table: relation.name, before, after: tuple(reader, relation, before) };
  }

  private delete(reader: ByteReader): PgoutputMessage {
    const relation = this.relation(reader.uint32());
    return { tag: 'delete', table: relation.name, before: beforeIn(reader, relation, reader.letter()) };
  }

  private truncate(reader: ByteReader): PgoutputMessage {
    const count = reader.uint32();
    reader.skip(1);
    const tables = Array.from({ length: count }, () => this.relation(reader.uint32()).name);
    return { tag: 'truncate', tables };
  }
}

/** `K`: the other columns than the key's are null, whatever they were. */
function beforeIn(reader: ByteReader, relation: Relation, kind: string): Row {
  const row = tuple(reader, relation);
  if (kind === 'O') return row;
  const keys = new Set(relation.columns.filter(({ isKey }) => isKey).map(({ name }) => name));
  return Object.fromEntries(Object.entries(row).filter(([name]) => keys.has(name)));
}

/** `before` has the values that are too long to be logged again if they did not change. */
function tuple(reader: ByteReader, { columns }: Relation, before?: Row): Row {
  reader.skip(2);
  const valueOf = ({ name, parse }: Relation['columns'][number]): unknown => {
    const kind = reader.letter();
    switch (kind) {
      case 'n':
        return null;
      case 'u':
        return before?.[name];
      case 't':
        return parse(reader.textOf(reader.uint32()));
      default:
        throw new Error(`pgoutput has no value of kind ${kind}`);
    }
  };
  return Object.fromEntries(columns.map((column) => [column.name, valueOf(column)]));
}
