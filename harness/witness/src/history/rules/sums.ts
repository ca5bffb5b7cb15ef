import { type Invariant } from '../../invariants/invariant.ts';
import { number, text } from '../../invariants/rows.ts';
import { type Commit, type RowChange } from '../commit.ts';
import { changeText } from './change-text.ts';
import { type Row } from './moves.ts';

interface Account {
  readonly database: string;
  readonly table: string;
  readonly id: string;
  readonly sums: readonly { readonly column: string; readonly counts: (refund: Row) => boolean }[];
  /** Why its status contradicts its refunds. */
  readonly misstates?: (row: Row, refunds: readonly Row[]) => string[];
}

const succeeded = (refund: Row): boolean => refund['status'] === 'succeeded';

/** Those of the dashboard have happened when the shop learns of them. */
const isInProgress = (refund: Row): boolean =>
  refund['status'] === 'pending' && refund['requested_by'] !== 'shop';

/** In these statuses, an order waits for nothing. */
const isSettled = (status: unknown): boolean =>
  status === 'paid' || status === 'refunded' || status === 'payment_failed';

const ofProgress = /^Your refund of \S+ is being processed\b/;
/** The only notice that stays: about a refund that failed. */
const ofFailure = /^Your refund of \S+ (?:did not go through|was not made)\b/;

function misstatesProgress(row: Row, refunds: readonly Row[]): string[] {
  const { status } = row;
  const isSaid = status === 'refund_pending';
  const ids = refunds.filter(isInProgress).map((refund) => text(refund, 'refund_id'));
  const wrongStatus =
    isSaid === ids.length > 0
      ? []
      : [`${String(status)}, but ${ids.join(', ') || 'no refund'} is in progress`];
  return [...wrongStatus, ...wrongEnd(row), ...wrongNotice(row, ids)];
}

/** A lost dispute may return the rest, but alone it makes no refund. */
const wrongEnd = (row: Row): string[] =>
  row['status'] === 'refunded' && number(row, 'refunded_minor') === 0
    ? ['refunded, but no refund succeeded']
    : [];

function wrongNotice(row: Row, inProgress: readonly string[]): string[] {
  const [status, notice] = [text(row, 'status'), text(row, 'notice')];
  const isTrue = isSettled(status)
    ? notice === '' || ofFailure.test(notice)
    : inProgress.length > 0 || !ofProgress.test(notice);
  return isTrue ? [] : [`${status}, but its notice says "${notice}"`];
}

const accounts: readonly Account[] = [
  {
    database: 'checkout',
    table: 'orders',
    id: 'order_id',
    sums: [{ column: 'refunded_minor', counts: succeeded }],
    misstates: misstatesProgress,
  },
  {
    database: 'payments',
    table: 'payment',
    id: 'payment_id',
    sums: [
      { column: 'refunded_minor', counts: succeeded },
      { column: 'refund_reserved_minor', counts: (refund) => refund['status'] !== 'failed' },
    ],
  },
];

/** 28. A row and its refunds change in one commit, so they agree after every commit. */
export const sums: Invariant = {
  number: 28,
  needsHistory: true,
  says: 'After every commit, an order and a payment have returned exactly what their refunds say. An order says that a refund is in progress exactly while one is, is refunded only by a refund, and has no notice once it is settled, except about a refund that failed.',
  contradictions: ({ history = [] }) => accounts.flatMap((account) => against(account, history)),
};

function against(account: Account, history: readonly Commit[]): string[] {
  const books = new Books(account);
  return history
    .filter(({ database }) => database === account.database)
    .flatMap((commit) => {
      const touched = books.apply(commit);
      return commit.isOfSuite ? [] : touched.flatMap((change) => books.wrong(commit, change));
    });
}

/** The rows of an account and of its refunds, as of the last commit. */
class Books {
  private readonly account: Account;
  private readonly born = new Map<string, RowChange>();
  private readonly refunds = new Map<string, Row>();

  constructor(account: Account) {
    this.account = account;
  }

  /** Returns the last change of each account that the commit touched, if the history contains all of it. */
  apply({ changes }: Commit): RowChange[] {
    const { table, id } = this.account;
    const touched = new Set<string>();
    for (const change of changes) {
      const { before = {}, after, kind } = change;
      if (kind === 'delete' && change.table === 'refund') this.refunds.delete(text(before, 'refund_id'));
      if (after === undefined) continue;
      const owner = text(after, id);
      if (change.table === table && (kind === 'insert' || this.born.has(owner))) this.born.set(owner, change);
      if (change.table === 'refund') this.refunds.set(text(after, 'refund_id'), after);
      if (change.table === table || change.table === 'refund') touched.add(owner);
    }
    return [...touched].flatMap((owner) => this.born.get(owner) ?? []);
  }

  wrong(commit: Commit, change: RowChange): string[] {
    const { id, sums: columns, misstates } = this.account;
    const row = change.after ?? {};
    const own = [...this.refunds.values()].filter((refund) => refund[id] === row[id]);
    const wrongSums = columns.flatMap(({ column, counts }) => {
      const sum = own.filter(counts).reduce((total, refund) => total + number(refund, 'amount_minor'), 0);
      return number(row, column) === sum
        ? []
        : [`${column} is ${text(row, column)}, but its refunds are ${sum}`];
    });
    const said = misstates?.(row, own) ?? [];
    return [...wrongSums, ...said].map((why) => `${why}: ${changeText(commit, change)}`);
  }
}
