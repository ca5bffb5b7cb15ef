import { type ActiveFault, type LabEvent } from '@holdfast/lab-api';
import { plural } from '@holdfast/engine';
import { type Ledgers } from '../../ledgers/ledgers.ts';
import { type Evidence } from '../evidence.ts';
import { isCheckout, isRefund } from '../responses.ts';
import { callsOfCustomers } from './calls-of-customers.ts';

interface Span {
  readonly from: number;
  readonly to: number;
}

/** The caller's name for each dependency behind a breaker. */
const dependencies: Readonly<Record<string, string>> = {
  'checkout->payments': 'payments',
  'payments->stripe': 'stripe',
  'checkout->recommendations': 'recommendations',
  'email->mail': 'smtp',
};
/** 11: with two instances, one of them has six failed calls. A breaker opens after five in a row. */
const enough = 11;
/** 2 s: the failures must span some time, and the breakers are read every half second. */
const longEnoughMs = 2_000;

/**
 * Checks that the breaker of a dead dependency opens. Its port is closed, so that no call is on the wire; the
 * services' own reports say it.
 */
export function staysClosed(
  { breakerReadings, ...evidence }: Evidence,
  fault: ActiveFault,
  span: Span,
): string[] {
  const dependency = dependencies[fault.edge];
  const isPartial = fault.times !== undefined || fault.label !== undefined;
  if (dependency === undefined || isPartial || breakerReadings === undefined) return [];
  const readings = breakerReadings.filter(({ at }) => at > span.from + longEnoughMs / 2 && at < span.to);
  const to = readings.at(-1)?.at ?? span.from;
  if (to - span.from < longEnoughMs || readings.length < 2) return [];
  const calls = failedUntil(evidence, fault, { from: span.from, to });
  if (calls < enough) return [];
  const [caller = ''] = fault.edge.split('->');
  const isIts = new RegExp(`^${caller}(-\\d+)?->${dependency}: `);
  if (readings.some(({ notClosed }) => notClosed.some((each) => isIts.test(each)))) return [];
  return [
    `${fault.edge} was dead (${fault.kind}) for ${Math.round(to - span.from)} ms and ${plural(calls, 'call')}, but no breaker of ${caller} opened`,
  ];
}

/** The result of a call that began before a breaker opened may not open it again, and prolong the outage. */
export const impossibleChanges = ({ impossibleBreakerChanges: changes = 0 }: Evidence): string[] =>
  changes === 0
    ? []
    : [`${plural(changes, 'change')} of breakers that no breaker may make, such as from open to open`];

/** Faults that leave a call without an end, until its caller's time is over. */
const silent = new Set(['syn_hang', 'black_hole', 'half_open']);

/** At least this many calls had failed at the last reading. Later ones cannot have opened a breaker then. */
function failedUntil(evidence: Omit<Evidence, 'breakerReadings'>, fault: ActiveFault, span: Span): number {
  const { events, patienceMs = {} } = evidence;
  const patience = silent.has(fault.kind) ? (patienceMs[fault.edge] ?? 0) : 0;
  const hits = events.flatMap((event) =>
    event.type === 'fault_struck' && event.fault.faultId === fault.faultId ? [event] : [],
  );
  const later = new Set<LabEvent>(hits.filter(({ at }) => at > span.to - patience));
  const lastHit = hits.findLast((hit) => !later.has(hit));
  const struck = later.size === 0 ? fault.struck : (lastHit?.fault.struck ?? 0);
  const earlier = { events: events.filter((event) => !later.has(event)) };
  return Math.max(
    callsOfCustomers(earlier, { ...fault, struck }, span),
    failuresIn(evidence, fault.edge, span),
  );
}

/** Each accepted order or refund made a call that failed before its response, each email one per attempt. */
function failuresIn(
  { ledgers, samples }: Pick<Evidence, 'ledgers' | 'samples'>,
  edge: string,
  { from, to }: Span,
): number {
  if (edge === 'email->mail') {
    const { emails = [] } = samples.findLast(({ readAt }) => readAt <= to) ?? {};
    return emails
      .filter((email) => isWithin(Date.parse(String(email['created_at'])), { from, to }))
      .reduce((sum, email) => sum + attemptsOver(email), 0);
  }
  const isCall =
    edge === 'checkout->recommendations'
      ? ({ path }: Response): boolean => path.startsWith('/recommendations')
      : (response: Response): boolean => isCheckout(response) || isRefund(response);
  return ledgers.responses.filter(
    (response) =>
      isCall(response) &&
      [200, 201, 202].includes(response.status) &&
      response.startedAt >= from &&
      response.endedAt <= to,
  ).length;
}

const attemptsOver = ({ attempts, status }: Ledgers['emails'][number]): number =>
  Number(attempts ?? 1) - (status === 'sending' ? 1 : 0);

type Response = Evidence['ledgers']['responses'][number];

const isWithin = (at: number, { from, to }: Span): boolean => at >= from && at <= to;
