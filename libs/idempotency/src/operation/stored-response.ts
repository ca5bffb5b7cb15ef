import { currentTrace, type Problem, problemMediaType } from '@holdfast/service-defaults';

/** A finished response as it is stored and sent: status, stored headers and the exact bytes of the body. */
export interface StoredResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export function jsonResponse(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): StoredResponse {
  return {
    status,
    headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  };
}

/** A refusal that is a result (such as a declined card), stored and replayed like a success. */
export function problemResponse(problem: Problem, instance: string): StoredResponse {
  const body = problem.body({ instance, traceId: currentTrace().traceId });
  return {
    status: problem.kind.status,
    headers: { ...problem.headers, 'content-type': problemMediaType },
    body: JSON.stringify(body),
  };
}

/**
 * Headers that describe the result. All others belong to one exchange (set-cookie, date, lengths, encodings,
 * trace and request IDs, hop-by-hop): replayed, they would be wrong or leak one caller's secrets to another
 * request.
 */
const storable = new Set([
  'content-type',
  'content-language',
  'content-location',
  'location',
  'etag',
  'last-modified',
  'link',
]);

/** The storable headers of a response, plus those that the route adds. */
export function storableHeaders(
  headers: Readonly<Record<string, unknown>>,
  alsoStored: readonly string[] = [],
): Record<string, string> {
  const isStored = (name: string): boolean => storable.has(name) || alsoStored.includes(name);
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      isStored(name.toLowerCase()) && (typeof value === 'string' || typeof value === 'number')
        ? [[name.toLowerCase(), String(value)]]
        : [],
    ),
  );
}

/** 256 KiB: a larger body does not belong in a table of keys. Respond with a link to it instead. */
export const largestStoredBody = 256 * 1024;

/**
 * @throws Error if the response is too large to store, or if its status invites a retry (5xx, 408, 425, 429):
 * such a response cannot complete an operation.
 */
export function assertFinal({ status, body }: StoredResponse): void {
  if (body.length > largestStoredBody)
    throw new Error(`a response of ${body.length} bytes is too large to store: respond with a link`);
  if (isRetryableStatus(status))
    throw new Error(`${status} means "try again", so it cannot complete an operation`);
}

export function isRetryableStatus(status: number): boolean {
  return status >= 500 || status === 408 || status === 425 || status === 429;
}
