import { isDeepStrictEqual } from 'node:util';
import { type CustomerResponse } from '../customers/shopper.ts';
import { type Commit } from '../history/commit.ts';
import { bodyOf, isFinal, parsed, summaryOf } from '../invariants/responses.ts';
import { number, type Row, text } from '../invariants/rows.ts';
import { changesIn, type Version, versionsIn, versionsOf } from './versions.ts';

/** Long enough for the status and the first members. */
const mostOfBody = 120;

/** The final responses that checkout stored. */
export class StoredResponses {
  /** By operation. */
  private readonly keys: ReadonlyMap<string, readonly Version[]>;
  /** By the order or the refund that they made. */
  private readonly operations: ReadonlyMap<string, string>;

  constructor(history: readonly Commit[]) {
    this.keys = versionsOf(history, 'idempotency_key', 'operation_id');
    const made = (table: string, id: string): (readonly [string, string])[] =>
      history
        .flatMap((commit) => changesIn(commit, table))
        .map(({ after = {} }) => [text(after, id), text(after, 'operation_id')]);
    this.operations = new Map([...made('orders', 'order_id'), ...made('refund', 'refund_id')]);
  }

  /** Contradictions of a final response: another one was stored for its operation while the request ran. */
  against(response: CustomerResponse): string[] {
    if (!isFinal(response)) return [];
    const shown = withoutToken(bodyOf(response));
    const candidates = this.keysOf(text(shown, 'refundId') || text(shown, 'orderId'));
    const isStored = ({ row }: Version): boolean =>
      row?.['state'] === 'done' &&
      number(row, 'status') === response.status &&
      isDeepStrictEqual(bodyIn(row), shown);
    if (candidates.length === 0 || candidates.some((key) => versionsIn(key, response).some(isStored)))
      return [];
    return [`${summaryOf(response)}, which is not stored for its key: ${response.text.slice(0, mostOfBody)}`];
  }

  /** A response that names no record is compared with those to every key. */
  private keysOf(made: string): readonly (readonly Version[])[] {
    if (made === '') return [...this.keys.values()];
    return [this.keys.get(this.operations.get(made) ?? '') ?? []].filter(({ length }) => length > 0);
  }
}

const withoutToken = (body: Row): Row =>
  Object.fromEntries(Object.entries(body).filter(([member]) => member !== 'accessToken'));

const bodyIn = ({ body }: Row): Row | undefined =>
  Buffer.isBuffer(body) ? parsed(body.toString()) : undefined;
