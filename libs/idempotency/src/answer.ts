import { currentTrace, type Problem, problemMediaType } from '@holdfast/service-defaults';

/** A finished answer, as it is stored and as it goes out: status, the headers worth keeping, and the body's exact text. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function jsonAnswer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    status,
    headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  };
}

/** A refusal that is a result (a declined card), stored and replayed like a success. */
export function problemAnswer(problem: Problem, instance: string): Answer {
  const body = problem.body({ instance, traceId: currentTrace().traceId });
  return {
    status: problem.kind.status,
    headers: { ...problem.headers, 'content-type': problemMediaType },
    body: JSON.stringify(body),
  };
}
