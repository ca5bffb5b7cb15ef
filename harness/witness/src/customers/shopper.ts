import { type CustomerResponse } from '@holdfast/engine';

export { type CustomerResponse } from '@holdfast/engine';

export interface CheckOut {
  /** Default: a new UUIDv7. */
  readonly key?: string;
  /** Overrides of the drawn order and of the customer's own address. */
  readonly order?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Attempts with the same key, with pauses, until a final response. Default: unlimited. */
  readonly attempts?: number;
  /** The client's timeout per attempt. Default 5 s. */
  readonly timeoutMs?: number;
}

export interface Shopper {
  readonly name: string;
  readonly email: string;
  /** Returns the last response; all are kept. Retries after a 5xx, a 429, a 409 in flight, or no response. */
  checkOut(options?: CheckOut): Promise<CustomerResponse>;
  refund(orderId: string, options?: Omit<CheckOut, 'order'>): Promise<CustomerResponse>;
  get(path: string, options?: { readonly timeoutMs?: number }): Promise<CustomerResponse>;
  /** A single attempt of any request, kept like the others. */
  send(
    method: string,
    path: string,
    options?: CheckOut & { readonly body?: string },
  ): Promise<CustomerResponse>;
}

export const bodyOf = (response: CustomerResponse): Record<string, unknown> =>
  JSON.parse(response.text) as Record<string, unknown>;

/** Where an accepted order sends its customer to confirm with the bank; undefined if it does not. */
export function bankPageIn(response: CustomerResponse): string | undefined {
  const action = response.status === 202 ? bodyOf(response)['nextAction'] : null;
  return typeof action === 'object' && action !== null && 'url' in action ? String(action.url) : undefined;
}
