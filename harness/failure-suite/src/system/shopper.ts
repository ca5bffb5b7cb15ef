/** One answer as the client got it, or how the attempt failed. */
export interface CustomerResponse {
  readonly shopper: string;
  /** When the attempt began and ended: milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly method: string;
  readonly path: string;
  readonly key: string | null;
  /** What was sent, exactly. */
  readonly sent: string | null;
  /** The headers it sent beside those of the attempt itself, in lower case: `authorization`, `prefer`. */
  readonly sentHeaders?: Readonly<Record<string, string>>;
  /** The deadline it told the server, or null. */
  readonly deadlineMs: number | null;
  /** 0 when no answer came: see `failure`. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly failure: string | null;
  /** Of a client that gave up waiting: after how long its timer was to ring. On a busy machine it rings later. */
  readonly gaveUpAfterMs?: number;
}

export interface CheckOut {
  /** Default: a new UUIDv7. */
  readonly key?: string;
  /** Over the default: two packs of tea (42.00 USD), `pm_card_visa`, the shopper's own address. */
  readonly order?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** How often it repeats under the same key what got no final answer, as a real client does, with pauses. Default: until one comes. */
  readonly attempts?: number;
  /** How long one attempt may take on the client's side. Default 5 s. */
  readonly timeoutMs?: number;
}

export interface Shopper {
  readonly name: string;
  readonly email: string;
  /** The last answer; all of them are kept. An answer with a status of 5xx, 409 in flight or none at all is repeated. */
  checkOut(options?: CheckOut): Promise<CustomerResponse>;
  refund(orderId: string, options?: Omit<CheckOut, 'order'>): Promise<CustomerResponse>;
  get(path: string, options?: { readonly timeoutMs?: number }): Promise<CustomerResponse>;
  /** One attempt of anything, kept like the others. */
  send(
    method: string,
    path: string,
    options?: CheckOut & { readonly body?: string },
  ): Promise<CustomerResponse>;
}

export const bodyOf = (response: CustomerResponse): Record<string, unknown> =>
  JSON.parse(response.text) as Record<string, unknown>;
