import { type ApiResponse } from './http/api-response.ts';

/** What an answer of a route means: `result` goes to the caller, `state` to the entry of the key. */
export interface Recognized<R> {
  readonly result: R;
  /** `open`: accepted, its end is to come. `succeeded`: for good. `refused`: for good, by the operation itself. */
  readonly state: 'open' | 'succeeded' | 'refused';
  /** What to look up should the key grow too old, an order's id. */
  readonly reference?: string;
}

/** A POST with an effect. `R` is what its route can answer, a union with a `kind`. */
export interface Operation<R extends { readonly kind: string }> {
  /**
   * The logical operation: one name, one effect. The app chooses it and uses it again after a reload; it holds for the
   * whole storage namespace, whatever the route.
   */
  readonly name: string;
  /** Below the base address, with a leading slash. */
  readonly path: string;
  readonly body: object;
  /** Sent with each attempt. An `authorization` of the app's own goes before the one in here. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Undefined for what is not the route's own answer, checked to the last member: then it counts as no answer. */
  readonly recognize: (answer: ApiResponse) => Recognized<R> | undefined;
  /**
   * Codes of refusals which the server decides after it has looked the key up: they tell that no request with this key has had an
   * effect. Any other refusal speaks for its own request only.
   */
  readonly conclusiveRefusals?: readonly string[];
}
