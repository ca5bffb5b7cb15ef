/**
 * The body of an error response (RFC 9457, `application/problem+json`). Branch on `code`, which is stable.
 */
export interface Problem {
  readonly code: string;
  readonly status: number;
  readonly title?: string;
  readonly detail?: string;
  readonly traceId?: string;
  readonly retryAfterSeconds?: number;
  readonly [member: string]: unknown;
}

/** True for a problem written for this status; a proxy's error page is not one. */
export function isProblem(json: unknown, status: number): json is Problem {
  if (!isRecord(json)) return false;
  return typeof json['code'] === 'string' && json['code'] !== '' && json['status'] === status;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
