import { type Commit, type RowChange } from './commit.ts';
import { type PgoutputMessage } from './pgoutput.ts';

/** The prefixes of messages that the suite writes into the log of a database. */
export const markPrefix = 'holdfast-mark';
export const suitePrefix = 'holdfast-suite';

/** A transaction, the marks in it, and where its commit record ends. */
export interface Assembled {
  readonly commit: Commit;
  readonly marks: readonly string[];
  readonly endLsn: string;
}

interface Open extends Omit<Commit, 'database' | 'changes' | 'isOfSuite' | 'sighting'> {
  readonly changes: RowChange[];
  readonly marks: string[];
  isOfSuite: boolean;
}

/**
 * Puts the messages of one replication connection together to transactions. Postgres sends them one
 * transaction after another, in the order of their commits.
 */
export class CommitAssembler {
  private readonly database: string;
  private open: Open | undefined;

  constructor(database: string) {
    this.database = database;
  }

  /** True between the beginning and the end of a transaction. */
  get isWithin(): boolean {
    return this.open !== undefined;
  }

  /** The transaction that this message ends, or undefined. */
  take(message: PgoutputMessage): Assembled | undefined {
    const { open } = this;
    switch (message.tag) {
      case 'begin': {
        const { lsn, at, xid } = message;
        this.open = { lsn, at, xid, changes: [], marks: [], isOfSuite: false };
        return undefined;
      }
      case 'commit':
        this.open = undefined;
        return open === undefined ? undefined : this.assembled(open, message.endLsn);
      case 'mark':
        if (open !== undefined) note(open, message.prefix, message.content);
        return undefined;
      default:
        open?.changes.push(...changesIn(message));
        return undefined;
    }
  }

  private assembled({ marks, ...rest }: Open, endLsn: string): Assembled {
    return { commit: { database: this.database, ...rest }, marks, endLsn };
  }
}

function note(open: Open, prefix: string, content: string): void {
  if (prefix === suitePrefix) open.isOfSuite = true;
  if (prefix === markPrefix) open.marks.push(content);
}

function changesIn(message: PgoutputMessage): RowChange[] {
  switch (message.tag) {
    case 'insert':
      return [{ table: message.table, kind: 'insert', before: undefined, after: message.after }];
    case 'update':
      return [{ table: message.table, kind: 'update', before: message.before, after: message.after }];
    case 'delete':
      return [{ table: message.table, kind: 'delete', before: message.before, after: undefined }];
    case 'truncate':
      return message.tables.map((table) => ({
        table,
        kind: 'truncate',
        before: undefined,
        after: undefined,
      }));
    default:
      return [];
  }
}
