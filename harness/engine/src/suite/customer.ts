import { type CustomerResponse } from '../customers/customer-response.ts';
import { sendOnce } from '../customers/send-once.ts';

export interface CustomerOptions {
  /** The edge that customers call. */
  readonly url: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Called after each attempt. */
  readonly keep: (response: CustomerResponse) => void;
}

export interface CustomerRequestParts {
  /** Sent as `Idempotency-Key`. Default: none. */
  readonly key?: string | null;
  /** The body. Default: none. */
  readonly json?: unknown;
  /** More headers, such as `authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A customer of the system, with a name that no other has. */
export class Customer {
  readonly name: string;
  private readonly options: CustomerOptions;

  constructor(name: string, options: CustomerOptions) {
    this.name = name;
    this.options = options;
  }

  /** One attempt of a request, kept like all others. */
  async send(
    method: string,
    path: string,
    { key = null, json, headers = {} }: CustomerRequestParts = {},
  ): Promise<CustomerResponse> {
    const { url, timeoutMs, signal, keep } = this.options;
    signal.throwIfAborted();
    const response = await sendOnce({
      shopper: this.name,
      url,
      method,
      path,
      key,
      body: json === undefined ? undefined : JSON.stringify(json),
      headers: {
        ...headers,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === null ? {} : { 'idempotency-key': key }),
      },
      timeoutMs,
      signal,
    });
    keep(response);
    return response;
  }
}
