type Row = Readonly<Record<string, unknown>>;

/** One row as a transaction left it. */
export interface RowChange {
  readonly table: string;
  readonly kind: 'insert' | 'update' | 'delete' | 'truncate';
  /** All columns if the table's replica identity is full, otherwise those of the primary key, or none. */
  readonly before: Row | undefined;
  readonly after: Row | undefined;
}

/**
 * The first query of the suite that saw a commit: sent at `before`, responded to at `after` by the suite's
 * clock, and executed at `at` by the server's clock.
 */
export interface Sighting {
  readonly before: number;
  readonly at: number;
  readonly after: number;
}

/** One committed transaction of one database. */
export interface Commit {
  readonly database: string;
  /**
   * Where its commit record is in the server's log, in a form that sorts as text: `00000000/0174A2B8`. All
   * databases of a server share one log.
   */
  readonly lsn: string;
  readonly xid: number;
  /** In milliseconds since the epoch with fractions, by the server's clock, before others can see it. */
  readonly at: number;
  /** Undefined in databases whose rows no customer reads. */
  readonly sighting?: Sighting | undefined;
  /** True if the suite itself changed the rows. */
  readonly isOfSuite: boolean;
  readonly changes: readonly RowChange[];
}

/** As Postgres prints it in most places, `0/174A2B8`, in the form that sorts as text. */
export function sortable(lsn: string): string {
  const [high = '0', low = '0'] = lsn.split('/');
  return `${high.padStart(8, '0')}/${low.padStart(8, '0')}`.toUpperCase();
}

export function lsnOf(position: bigint): string {
  const hex = position.toString(16).padStart(16, '0');
  return sortable(`${hex.slice(0, 8)}/${hex.slice(8)}`);
}

export const bytesOf = (lsn: string): Buffer => Buffer.from(sortable(lsn).replace('/', ''), 'hex');

export const later = (one: string, other: string): string => (one > other ? one : other);
