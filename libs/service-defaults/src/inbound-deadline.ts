import { type IncomingHttpHeaders } from 'node:http';

/** 30 s: no caller may hold work open longer (Microsoft's resilience handler uses the same cap). */
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

/** The headers that tell how long the caller will still wait. All are relative, so that clocks need not agree. */
export const deadlineHeaders = Object.keys(readers) as readonly DeadlineHeader[];

/**
 * How long the caller will still wait, ms: the smallest that its headers say, 30 s at most; undefined when none says anything.
 * A header that cannot be read counts as absent, one that came twice too, and goes to `tellInvalid`: 1 to 8 digits, and in
 * `grpc-timeout` a unit behind them.
 */
export function inboundTimeoutMs(
  headers: IncomingHttpHeaders,
  tellInvalid: (header: DeadlineHeader) => void,
): number | undefined {
  let smallest: number | undefined;
  for (const header of deadlineHeaders) {
    const value = headers[header];
    if (value === undefined) continue;
    const timeoutMs = typeof value === 'string' ? readers[header](value) : undefined;
    if (timeoutMs === undefined) tellInvalid(header);
    else smallest = Math.min(timeoutMs, smallest ?? longestDeadlineMs);
  }
  return smallest;
}
