import { currentTrace, type Problem, problemMediaType } from '@holdfast/service-defaults';

/** A finished answer, as it is stored and as it goes out: status, the headers worth keeping, and the body's exact bytes. */
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

/** A refusal that is a result (a declined card), stored and replayed like a success. */
export function problemResponse(problem: Problem, instance: string): StoredResponse {
  const body = problem.body({ instance, traceId: currentTrace().traceId });
  return {
    status: problem.kind.status,
    headers: { ...problem.headers, 'content-type': problemMediaType },
    body: JSON.stringify(body),
  };
}

/**
 * What may be stored of an answer's headers. The others belong to one exchange (set-cookie, date, lengths, encodings, trace and
 * request ids, hop-by-hop): replaying them would be wrong or would hand one caller's secrets to another request.
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

/** The headers that are stored: those that describe the result, and those that the route names itself. */
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

/** 256 KiB: more than that does not belong into a table of keys; store where it is instead, with `referTo`. */
export const largestStoredBody = 256 * 1024;

/**
 * @throws Error when it is too large to be stored, or says by its status (5xx, 408, 425, 429) that the same request may come again: then
 * it is not the answer of an operation that has ended.
 */
export function assertFinal({ status, body }: StoredResponse): void {
  if (body.length > largestStoredBody)
    throw new Error(`a response of ${body.length} bytes is too large to store: use referTo()`);
  if (isRetryableStatus(status))
    throw new Error(`${status} means "try again", so it cannot complete an operation`);
}

export function isRetryableStatus(status: number): boolean {
  return status >= 500 || status === 408 || status === 425 || status === 429;
}

const referenceHeader = 'x-holdfast-reference';

/** An answer that is stored as a reference (the id of what was made) and rendered anew each time: for large bodies. */
export function referTo(status: number, reference: string): StoredResponse {
  return { status, headers: { [referenceHeader]: 'true' }, body: reference };
}

/** Whether it has to be rendered before it may go out. */
export const isReference = ({ headers }: StoredResponse): boolean => headers[referenceHeader] !== undefined;

/** The answer as it goes out: as stored, or made by the operation from the stored reference. */
export async function rendered(
  response: StoredResponse,
  render: ((reference: string, status: number) => Promise<StoredResponse>) | undefined,
): Promise<StoredResponse> {
  if (!isReference(response)) return response;
  if (render === undefined)
    throw new Error('a response is stored as a reference, but its operation has no render()');
  return render(response.body.toString(), response.status);
}
