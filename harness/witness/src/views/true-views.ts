import { type CustomerResponse } from '../customers/shopper.ts';
import { type Evidence } from '../invariants/evidence.ts';
import { type Invariant } from '../invariants/invariant.ts';
import { credentialOf, isForging, orderInPath, parsed, responsesIn } from '../invariants/responses.ts';
import { text } from '../invariants/rows.ts';
import { tokensIn } from '../linearizability/orders.ts';
import { falseHistory } from './history-views.ts';
import { falseAbsence, falseView, type OrderRows } from './order-views.ts';
import { StoredResponses } from './stored-responses.ts';
import { type Version, versionsOf } from './versions.ts';

/** 30. What was committed is exact to the moment, so a view of an earlier, a later or no state shows. */
export const trueViews: Invariant = {
  number: 30,
  needsHistory: true,
  says: 'Each view of an order and of its history is a state that was committed at some moment while the request ran, in every member. So is each final response to a key.',
  contradictions: (evidence) => {
    const books = new Books(evidence);
    return responsesIn(evidence).flatMap((response) => against(response, books));
  },
};

function against(response: CustomerResponse, books: Books): string[] {
  const { method, path, status } = response;
  const orderId = orderInPath(response) ?? '';
  const [, , , part = ''] = path.split('?')[0]?.split('/') ?? [];
  const rows = books.rowsOf(orderId);
  if (method === 'POST') return books.stored.against(response);
  if (method !== 'GET' || rows === undefined) return [];
  if (status === 404) return books.isOwn(response, orderId) ? falseAbsence(response, rows) : [];
  const isCut = books.isForging && parsed(response.text) === undefined;
  if (status !== 200 || isCut) return [];
  if (part === '') return falseView(response, rows, books.isTimeKnown);
  return part === 'history' ? falseHistory(response, rows.events) : [];
}

/** False if the scenario moves the clocks of processes. */
export const isTimeKnown = ({ settings }: Evidence['scenario']): boolean =>
  !/CLOCK_OFFSET|--inspect/.test(JSON.stringify(settings ?? {}));

interface Rows extends OrderRows {
  readonly events: readonly (readonly Version[])[];
}

/** The rows behind the views, in all their versions. */
class Books {
  /** False if a process may have another time than the database. */
  readonly isTimeKnown: boolean;
  /** Bodies that end early are not the system's. */
  readonly isForging: boolean;
  readonly stored: StoredResponses;
  private readonly tokens: ReadonlyMap<string, string>;
  private readonly orders: ReadonlyMap<string, readonly Version[]>;
  private readonly disputes: ReadonlyMap<string, readonly Version[]>;
  private readonly events: ReadonlyMap<string, readonly Version[]>;

  constructor(evidence: Evidence) {
    const { history = [], scenario } = evidence;
    this.isTimeKnown = isTimeKnown(scenario);
    this.isForging = isForging(evidence);
    this.stored = new StoredResponses(history);
    this.tokens = tokensIn(evidence);
    this.orders = versionsOf(history, 'orders', 'order_id');
    this.disputes = versionsOf(history, 'order_dispute', 'dispute_id');
    this.events = versionsOf(history, 'order_event', 'event_id');
  }

  /** Undefined if the order is older than the history. */
  rowsOf(orderId: string): Rows | undefined {
    const order = this.orders.get(orderId);
    if (order === undefined) return undefined;
    return { order, disputes: ofOrder(this.disputes, orderId), events: ofOrder(this.events, orderId) };
  }

  isOwn(response: CustomerResponse, orderId: string): boolean {
    return credentialOf(response) !== '' && credentialOf(response) === this.tokens.get(orderId);
  }
}

const ofOrder = (rows: ReadonlyMap<string, readonly Version[]>, orderId: string): (readonly Version[])[] =>
  [...rows.values()].filter((versions) =>
    versions.some(({ row }) => row !== undefined && text(row, 'order_id') === orderId),
  );
