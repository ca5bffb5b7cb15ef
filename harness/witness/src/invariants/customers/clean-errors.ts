import { type Evidence } from '../evidence.ts';
import { type CustomerResponse } from '../../customers/shopper.ts';
import { responsesIn, parsed, summaryOf } from '../responses.ts';
import { type Invariant } from '../invariant.ts';
import { text } from '../rows.ts';
import { wasAway, wasFaulted } from '../fault-history.ts';
import { isInTimeOnTheWire } from './time-on-the-wire.ts';

/** 250 ms: delay that a busy machine may add to the client's deadline. */
const graceMs = 250;

const leaks: readonly (readonly [string, RegExp])[] = [
  ['a stack trace', /\n?\s+at .+[(/].+:\d+:\d+/],
  ['a source file', /node_modules|\/dist\/|file:\/\/|\.[cm]?[jt]s:\d+/],
  ['a network error', /\b(ECONN[A-Z]+|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|UND_ERR_\w+|socket hang up)\b/],
  [
    'SQL or a SQL error',
    /\b(insert into|select .+ from|idempotency_key\b.*\bcolumn|violates|relation \\?"|syntax error at)/i,
  ],
  ['a Redis error', /\b(WRONGTYPE|NOSCRIPT|READONLY You|MOVED \d)/],
  [
    'a provider error',
    /\b(StripeConnectionError|StripeAPIError|StripeInvalidRequestError|pi_[A-Za-z0-9]{8,}_secret)/,
  ],
  ['a secret', /\b(sk_(test|live)_|whsec_|Bearer\s+[A-Za-z0-9])/],
];

/** 8. */
export const cleanErrors: Invariant = {
  number: 8,
  says: 'No client sees a 500, a stack trace or an internal error. Each 503 and 504 has Retry-After, in whole seconds. No client waits beyond its deadline.',
  contradictions: uncleanResponses,
  lasting: uncleanResponses,
};

function uncleanResponses(evidence: Evidence): string[] {
  return responsesIn(evidence).flatMap((response) => [
    ...errorOf(response),
    ...leakOf(response),
    ...waitOf(evidence, response),
  ]);
}

function errorOf(response: CustomerResponse): string[] {
  const { status, headers } = response;
  if (status < 400) return [];
  if (status >= 500 && status !== 503 && status !== 504)
    return [`${summaryOf(response)}: ${response.text.slice(0, 200)}`];
  const found = [...unclearPause(response)];
  if (status >= 500 && (headers['retry-after'] ?? '') === '')
    found.push(`${summaryOf(response)} without Retry-After`);
  const problem = parsed(response.text);
  const isProblem = headers['content-type']?.startsWith('application/problem+json') === true;
  if (!isProblem || problem === undefined)
    found.push(`${summaryOf(response)} is not a problem document: ${response.text.slice(0, 120)}`);
  else {
    const missing = ['type', 'title', 'status', 'code', 'traceId'].filter(
      (member) => text(problem, member) === '',
    );
    if (missing.length > 0) found.push(`${summaryOf(response)} lacks ${missing.join(', ')}`);
    if (problem['status'] !== status)
      found.push(`${summaryOf(response)} says status ${text(problem, 'status')} in its body`);
  }
  return found;
}

/** Clients read the header, or the body where CORS hides the header, so both must agree. */
function unclearPause(response: CustomerResponse): string[] {
  const inHeader = response.headers['retry-after'] ?? '';
  const inBody = text(parsed(response.text) ?? {}, 'retryAfterSeconds');
  if (inHeader === '' && inBody === '') return [];
  if (/^[1-9]\d*$/.test(inHeader) && (inBody === '' || inBody === inHeader)) return [];
  return [`${summaryOf(response)} says Retry-After: ${inHeader}, and ${inBody} in its body`];
}

function leakOf(response: CustomerResponse): string[] {
  return leaks
    .filter(([, trace]) => trace.test(response.text))
    .map(([what]) => `${summaryOf(response)} shows ${what}: ${response.text.slice(0, 200)}`);
}

function waitOf(evidence: Evidence, response: CustomerResponse): string[] {
  if (evidence.scenario.mayWait === true) return [];
  const { deadlineMs } = response;
  const waitedMs = waitedIn(response);
  if (deadlineMs === null || waitedMs <= deadlineMs + graceMs) return [];
  return isExcused(evidence, response, deadlineMs + graceMs)
    ? []
    : [
        `${summaryOf(response)} came after ${Math.round(waitedMs)} ms; the client's deadline was ${deadlineMs} ms`,
      ];
}

const waitedIn = ({ gaveUpAfterMs, startedAt, endedAt }: CustomerResponse): number =>
  gaveUpAfterMs ?? endedAt - startedAt;

/**
 * Checkout is not responsible for the network to it, nor for time that it was down or paused. A call past the
 * lab meets no fault of the lab, and only its own instance can be away. It is not on the wire, so that only
 * its client can say what was its own delay.
 */
function isExcused(evidence: Evidence, response: CustomerResponse, limitMs: number): boolean {
  const { pastLabTo, method, startedAt, endedAt, ownDelayMs = 0 } = response;
  const span = { from: startedAt, to: endedAt };
  if (pastLabTo !== undefined)
    return (
      wasAway(evidence, new RegExp(`^${pastLabTo}$`), span) || waitedIn(response) - ownDelayMs <= limitMs
    );
  return (
    wasFaulted(evidence, /^shopper->/, span, method) ||
    wasAway(evidence, /^checkout(-\d+)?$/, span) ||
    isInTimeOnTheWire(evidence, response, limitMs)
  );
}
