import { type ServerResponse } from 'node:http';

/** A request of the control API that matched a route. */
export interface Call {
  /** The groups of the route's path, decoded. */
  readonly parameters: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body as JSON; undefined if there is none. Throws `Problem` if it is not JSON. */
  readonly body: () => Promise<unknown>;
}

/** A JSON document, or a response that the route writes itself. */
export type Reply =
  | { readonly status: number; readonly body: unknown }
  | { readonly write: (response: ServerResponse) => void };

/** Errors are thrown as `Problem`, before anything has changed. */
export type Route = readonly [method: string, path: RegExp, run: (call: Call) => Promise<Reply> | Reply];

export const ok = (body: unknown): Reply => ({ status: 200, body });
export const created = (body: unknown): Reply => ({ status: 201, body });
