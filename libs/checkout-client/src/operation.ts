import { type ApiResponse } from './http/api-response.ts';

/** The meaning of a route's response: `result` goes to the caller, `state` to the key's entry. */
export interface Recognized<R> {
  readonly result: R;
  /**
   * `open`: accepted, result to follow. `succeeded`: final. `refused`: final, refused by the operation
   * itself.
   */
  readonly state: 'open' | 'succeeded' | 'refused';
  /** Reference to look up once the key has expired, for example an order ID. */
  readonly reference?: string;
}

/** A POST with an effect. `R` is the union of its route's results, with a `kind`. */
export interface ClientOperation<R extends { readonly kind: string }> {
  /**
   * Identifies the operation: one name, one effect. The app chooses it and reuses it after a reload; unique
   * within the storage namespace, across routes.
   */
  readonly name: string;
  /** Path below the base URL, with a leading slash. */
  readonly path: string;
  readonly body: object;
  /** Sent with each attempt. An `authorization` from the client's options wins over one here. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Returns undefined for anything but the route's own complete response; that counts as no response. */
  readonly recognize: (response: ApiResponse) => Recognized<R> | undefined;
  /**
   * Codes of refusals that the server decides after looking up the key: they prove that no request with this
   * key had an effect. Any other refusal covers only its own request.
   */
  readonly conclusiveRefusals?: readonly string[];
  /** Codes of 408 and 5xx responses to retry whose own request certainly had no effect. */
  readonly retriesWithoutEffect?: readonly string[];
}
