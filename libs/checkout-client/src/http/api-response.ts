import { isProblem, type Problem } from './problem.ts';
import { httpDate, parseRetryAfterMs } from './retry-after.ts';

/** An answer that came whole. What it says is not trusted yet. */
export interface ApiResponse {
  readonly status: number;
  /** The parsed body of an `application/json` answer; undefined for anything else and for JSON that does not parse. */
  readonly json: unknown;
  /** The body of an `application/problem+json` answer that speaks of this very status. */
  readonly problem: Problem | undefined;
  /** `Idempotent-Replayed: true`: an earlier answer was given again and nothing ran. */
  readonly isReplay: boolean;
  /** How long the server asks to wait, ms. */
  readonly retryAfterMs: number | undefined;
  /** The server's own time (`Date`), ms since the epoch; undefined when it is not told, or hidden by CORS. */
  readonly serverNow: number | undefined;
}

/** Reads the whole body. @throws what `fetch` throws when the body breaks off. */
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

/** The body says it too, for browsers to which CORS does not show the header. */
function secondsInMs(seconds: unknown): number | undefined {
  return typeof seconds === 'number' && seconds >= 0 ? seconds * 1_000 : undefined;
}

function longest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}
