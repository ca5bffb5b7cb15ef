/** The body of an error answer (RFC 9457, `application/problem+json`). `code` is the stable word to decide by. */
export interface Problem {
  readonly code: string;
  readonly status: number;
  readonly title?: string;
  readonly detail?: string;
  readonly traceId?: string;
  readonly retryAfterSeconds?: number;
  readonly [member: string]: unknown;
}

/** Whether this is a problem that was written for this status; a proxy's own error page is none. */
export function isProblem(json: unknown, status: number): json is Problem {
  if (!isRecord(json)) return false;
  return typeof json['code'] === 'string' && json['code'] !== '' && json['status'] === status;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
