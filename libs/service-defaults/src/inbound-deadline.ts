import { type IncomingHttpHeaders } from 'node:http';

/** 30 s: longer deadlines are capped (as in Microsoft's resilience handler). */
const longestDeadlineMs = 30_000;

const grpcUnitMs: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1_000,
  m: 1,
  u: 0.001,
  n: 0.000_001,
};

function millisecondsOf(value: string): number | undefined {
  return /^\d{1,8}$/.test(value) ? Number(value) : undefined;
}

function grpcTimeoutOf(value: string): number | undefined {
  const [, amount, unit = ''] = /^(\d{1,8})([HMSmun])$/.exec(value) ?? [];
  const unitMs = grpcUnitMs[unit];
  return unitMs === undefined ? undefined : Number(amount) * unitMs;
}

const readers = {
  'x-request-timeout-ms': millisecondsOf,
  'grpc-timeout': grpcTimeoutOf,
  'x-envoy-expected-rq-timeout-ms': millisecondsOf,
};
export type DeadlineHeader = keyof typeof readers;

/** The headers that carry the client's timeout. All are relative, so clocks do not have to agree. */
export const deadlineHeaders = Object.keys(readers) as readonly DeadlineHeader[];

/**
 * How long the client will still wait, ms: the smallest value of its headers, at most 30 s; undefined without
 * any. Values are 1 to 8 digits, in `grpc-timeout` with a unit. A malformed or repeated header is ignored and
 * passed to `reportInvalid`.
 */
export function inboundTimeoutMs(
  headers: IncomingHttpHeaders,
  reportInvalid: (header: DeadlineHeader) => void,
): number | undefined {
  let smallest: number | undefined;
  for (const header of deadlineHeaders) {
    const value = headers[header];
    if (value === undefined) continue;
    const timeoutMs = typeof value === 'string' ? readers[header](value) : undefined;
    if (timeoutMs === undefined) reportInvalid(header);
    else smallest = Math.min(timeoutMs, smallest ?? longestDeadlineMs);
  }
  return smallest;
}
