import { isProblem, type Problem } from './problem.ts';
import { httpDate, parseRetryAfterMs } from './retry-after.ts';

/** A response that arrived complete. Its content is not trusted yet. */
export interface ApiResponse {
  readonly status: number;
  /** Parsed body of an `application/json` response; undefined for other types and invalid JSON. */
  readonly json: unknown;
  /** Body of an `application/problem+json` response whose status matches. */
  readonly problem: Problem | undefined;
  /** `Idempotent-Replayed: true`: a stored response was returned and nothing ran. */
  readonly isReplay: boolean;
  /** How long the server asks to wait, ms. */
  readonly retryAfterMs: number | undefined;
  /** Time of the server (`Date` header), ms since the epoch; undefined if absent or hidden by CORS. */
  readonly serverNow: number | undefined;
}

/** Reads the whole body. @throws what `fetch` throws if the body breaks off. */
export async function readResponse(response: Response, now: number): Promise<ApiResponse> {
  const { status, headers } = response;
  const body = parseJson(await response.text());
  const mediaType = headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  const problem = mediaType === 'application/problem+json' && isProblem(body, status) ? body : undefined;
  const serverNow = httpDate(headers.get('date'));
  return {
    status,
    json: mediaType === 'application/json' ? body : undefined,
    problem,
    isReplay: headers.get('idempotent-replayed') === 'true',
    retryAfterMs: longest(
      parseRetryAfterMs(headers.get('retry-after'), serverNow ?? now),
      secondsInMs(problem?.retryAfterSeconds),
    ),
    serverNow,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `retryAfterSeconds` of the body, for browsers in which CORS hides the header. */
function secondsInMs(seconds: unknown): number | undefined {
  return typeof seconds === 'number' && seconds >= 0 ? seconds * 1_000 : undefined;
}

function longest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}
