import { type ActiveFault, type LabEvent, type Message } from '@holdfast/lab-api';
import { type Evidence } from '../evidence.ts';
import { wasAway } from '../fault-history.ts';

/** 700 ms: a busy machine runs timers late. */
const slackMs = 700;
/** Reading a ledger may take much longer than an order: no customer waits for it. */
const readsLedger = /^(GET \/ledger|POST \/reconciliations)/;

/** A message that a strike or fault kept from its receiver for longer than its caller may wait. */
export interface HeldBack {
  /** The request, or the request of the response. */
  readonly request: Message;
  readonly limitMs: number;
  /** From the request until its connection was closed, or until the last reading. */
  readonly waitedMs: number;
  /** `too late`: or never. `excused`: the suite had stopped the caller. `waits`: the limit is not over. */
  readonly end: 'given up' | 'too late' | 'excused' | 'waits';
}

/** The part of the evidence that shows it, read at `wireReadAt`. */
export type WireEvidence = Pick<Evidence, 'events' | 'acts' | 'healedAt' | 'patienceMs'> & {
  readonly wireReadAt: number;
};

/** Judges only callers whose patience is known. A response of ours to a customer has other limits. */
export function heldBack(evidence: WireEvidence): HeldBack[] {
  const { events, patienceMs = {} } = evidence;
  const wire = readWire(events);
  return events.flatMap((event) => {
    const hit = hitBy(event, wire);
    if (hit === undefined) return [];
    const limitMs = patienceMs[hit.message.route];
    const request = requestOf(hit.message, wire);
    if (limitMs === undefined || hit.forMs <= limitMs + slackMs || readsLedger.test(request.label)) return [];
    return [ended(evidence, wire, { request, forMs: hit.forMs, limitMs })];
  });
}

interface Wire {
  readonly messages: ReadonlyMap<number, Message>;
  /** By exchange, which is unique on all edges. */
  readonly requests: ReadonlyMap<number, Message>;
  /** When the first side left, by connection. */
  readonly closings: ReadonlyMap<string, number>;
}

const connectionOf = ({ edge, connection }: Pick<Message, 'edge' | 'connection'>): string =>
  `${edge} ${connection}`;

function readWire(events: readonly LabEvent[]): Wire {
  const messages = events.flatMap((event) => (event.type === 'message' ? [event.message] : []));
  const requests = messages.filter(({ direction }) => direction === 'request');
  return {
    messages: new Map(messages.map((message) => [message.number, message])),
    requests: new Map(requests.map((message) => [message.exchange, message])),
    closings: new Map(
      events.flatMap((event) =>
        event.type === 'connection' && event.state === 'closed'
          ? [[connectionOf(event), event.leftAt ?? event.at]]
          : [],
      ),
    ),
  };
}

function hitBy(
  event: LabEvent,
  { messages }: Wire,
): { readonly message: Message; readonly forMs: number } | undefined {
  if (event.type === 'struck') {
    const { message, action } = event.strike;
    if (message === null) return undefined;
    if (action.kind === 'black_hole') return { message, forMs: Infinity };
    return action.kind === 'delay' ? { message, forMs: action.ms } : undefined;
  }
  if (event.type !== 'fault_struck' || event.message === null) return undefined;
  const message = messages.get(event.message);
  return message && { message, forMs: heldByMs(event.fault, message) };
}

function heldByMs(fault: ActiveFault, { bytes }: Message): number {
  if (fault.kind === 'black_hole') return Infinity;
  if (fault.kind === 'latency') return fault.ms - (fault.jitterMs ?? 0);
  if (fault.kind === 'slice') return (Math.ceil(bytes / fault.bytes) - 1) * (fault.pauseMs ?? 0);
  return 0;
}

const requestOf = (message: Message, { requests }: Wire): Message =>
  message.direction === 'request' ? message : (requests.get(message.exchange) ?? message);

interface Wait {
  readonly request: Message;
  readonly forMs: number;
  readonly limitMs: number;
}

function ended(evidence: WireEvidence, { closings }: Wire, { request, forMs, limitMs }: Wait): HeldBack {
  const leftAt = closings.get(connectionOf(request));
  const waitedMs = Math.round((leftAt ?? evidence.wireReadAt) - request.at);
  const found = { request, limitMs, waitedMs };
  if (leftAt !== undefined && waitedMs <= limitMs + slackMs) return { ...found, end: 'given up' };
  const [caller = ''] = request.edge.split('->');
  const span = { from: request.at, to: request.at + waitedMs };
  if (wasAway(evidence, new RegExp(`^${caller}$`), span)) return { ...found, end: 'excused' };
  // While bytes are on their way to a caller who has left, its connection counts as open.
  const untilMs = Math.max(limitMs, forMs < Infinity ? forMs : 0) + slackMs;
  return { ...found, end: leftAt === undefined && waitedMs <= untilMs ? 'waits' : 'too late' };
}
