import { randomUUID } from 'node:crypto';

/** A position in a trace (W3C Trace Context, level 1). */
export interface TraceContext {
  /** 32 lowercase hex digits. */
  readonly traceId: string;
  /** 16 lowercase hex digits: our own span, the parent of our calls. */
  readonly spanId: string;
  readonly isSampled: boolean;
}

const pattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Node pools random bytes for UUIDs: a tenth of the cost of `randomBytes` per request. */
function newTraceId(): string {
  return randomUUID().replaceAll('-', '');
}

/** The last 16 digits: 62 random bits, and never all zero. */
function newSpanId(): string {
  return newTraceId().slice(16);
}

/** Continues the client's trace if `traceparent` is valid, otherwise starts one. Never throws. */
export function continueTrace(traceparent: string | undefined): TraceContext {
  const [, version, traceId, parentId, flags, rest] = pattern.exec(traceparent ?? '') ?? [];
  const isValid =
    traceId !== undefined &&
    version !== 'ff' &&
    !(version === '00' && rest !== undefined) &&
    !/^0+$/.test(traceId) &&
    !/^0+$/.test(parentId ?? '0');
  return isValid
    ? { traceId, spanId: newSpanId(), isSampled: (parseInt(flags ?? '0', 16) & 1) === 1 }
    : { traceId: newTraceId(), spanId: newSpanId(), isSampled: true };
}

/** The `traceparent` header for outgoing calls; our span becomes the parent. */
export function traceparentOf(trace: TraceContext): string {
  return `00-${trace.traceId}-${trace.spanId}-${trace.isSampled ? '01' : '00'}`;
}
