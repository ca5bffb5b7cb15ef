import { type CustomerResponse } from '../customers/shopper.ts';
import { isActedOn, isFaulted } from '../invariants/fault-history.ts';
import { type Evidence } from '../invariants/evidence.ts';
import { credentialOf, tokenShape } from '../invariants/responses.ts';
import { tokensIn } from '../linearizability/orders.ts';
import { buyerOf, customerIdsIn, ordersIn } from '../purchases/announced-purchases.ts';

/** Someone for whom checkout may have requested suggestions. */
export interface Reader {
  /** The address; '' for a stranger. */
  readonly buyer: string;
  /** The IDs by which recommendations knows them. */
  readonly customerIds: readonly string[];
}

export interface Request {
  readonly buyer: string;
  readonly limit: number;
}

const defaultLimit = 4;
/** 500 ms: checkout waits no longer for the orders of an address, nor for suggestions. */
export const readMs = 500;

const stranger: Reader = { buyer: '', customerIds: [] };

/** The customer and the number of a request for suggestions; undefined if it is another request. */
export function requestIn({ method, path }: CustomerResponse): Request | undefined {
  const { pathname, searchParams } = new URL(path, 'http://shop');
  if (method !== 'GET' || pathname !== '/recommendations') return undefined;
  return {
    buyer: (searchParams.get('customerId') ?? '').trim().toLowerCase(),
    limit: Number(searchParams.get('limit') ?? defaultLimit),
  };
}

/** Decides whose suggestions a response may show, by the token of its request. */
export class Readers {
  private readonly owners: ReadonlyMap<string, string>;
  private readonly ids: ReadonlyMap<string, readonly string[]>;
  private readonly isDisturbed: boolean;

  constructor(evidence: Evidence) {
    const { history = [], scenario } = evidence;
    const orders = ordersIn(history);
    this.owners = new Map(
      [...tokensIn(evidence)].map(([orderId, token]) => [token, buyerOf(orders.get(orderId) ?? {})]),
    );
    this.ids = customerIdsIn(history);
    this.isDisturbed =
      scenario.settings !== undefined ||
      history.some(({ isOfSuite }) => isOfSuite) ||
      isFaulted(evidence, /->postgres$/) ||
      isActedOn(evidence, /^(postgres|checkout(-\d+)?)$/);
  }

  /** A customer whose orders cannot be read in time counts as a stranger. */
  of(response: CustomerResponse, { buyer }: Request): readonly Reader[] {
    const credential = credentialOf(response);
    const customer = { buyer, customerIds: this.ids.get(buyer) ?? [] };
    if (credential === '' || buyer === '') return [stranger];
    if (!tokenShape.test(credential)) return [stranger, customer];
    if (this.owners.get(credential) !== buyer) return [stranger];
    const isSlow = response.endedAt - response.startedAt >= readMs;
    return this.isDisturbed || isSlow ? [stranger, customer] : [customer];
  }
}
