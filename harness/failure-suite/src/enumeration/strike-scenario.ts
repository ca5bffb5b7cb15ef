import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Readiness, rowOf } from '../scenario/readiness-box.ts';
import { type Scenario } from '../scenario/scenario.ts';
import { type StrikeHandle, type System } from '../system/system.ts';
import { nameOf, type Point } from './crash-points.ts';
import { type Expectation, expectationFor, phaseOf } from './expectations.ts';
import { isCustomer, type PointFault } from './faults-of.ts';
import { type Acting, type Customer, type Performance, performanceOf } from './performance.ts';

/**
 * 6 s for an operation to reach its point: some are reached only by a retry or a poll of another instance.
 */
const untilStruckMs = 6_000;
/** 3 s: longer than the suite's deadlines for a server. After that, the customer retries. */
const patienceMs = 3_000;

/**
 * Single processes are restarted immediately, because everything waits for them; other services have a second
 * instance.
 */
const single = new Set(['postgres', 'redis', 'mail', 'stripe-simulator', 'recommendations']);

const processNames: Readonly<Record<string, string>> = { stripe: 'stripe-simulator' };
const processOf = (name: string): string => processNames[name] ?? name;

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

export function nameOfStrike(point: Point, fault: PointFault): string {
  const { operation, route, direction, label, ordinal } = point;
  return slug(`${operation} ${route} ${direction} ${label} ${ordinal} ${fault}`);
}

/**
 * 25 s: a consumer abandons a silent connection after 12 s, and the previous strike may have silenced the
 * other instance.
 */
const silentRedisMs = 25_000;

/** One fault at one message of an operation: performs it, strikes, heals, and lets it recover. */
export function strikeScenario(point: Point, fault: PointFault, customer: Customer): Scenario {
  const { operation, route, direction, label, ordinal } = point;
  const expectation = expectationFor(point, fault);
  return {
    name: nameOfStrike(point, fault),
    group: 'enumeration',
    operation,
    point: { operation, route, direction, label, ordinal, fault },
    broken: `While ${performanceOf(operation).says}, ${inWords(point, fault)}. The customer ${customer}.`,
    customerSees: expectation?.customerSees ?? 'unspecified',
    cell: { edge: route, fault, phase: phaseOf(point) },
    proves: provenBy(operation),
    ...(fault === 'black hole' && route.endsWith('->redis') ? { livenessMs: silentRedisMs } : {}),
    run: (system) => strikeOnce(system, point, fault, customer, expectation),
  };
}

function provenBy(operation: Point['operation']): readonly Readiness[] {
  const row = rowOf(operation);
  return row === 'recommendations' ? ['recommendations.recovery'] : [`${row}.recovery`, `${row}.idempotency`];
}

function inWords({ sender, receiver, route, label, direction }: Point, fault: PointFault): string {
  const message = `${direction === 'request' ? 'the message' : 'the response'} "${label}" on ${route}`;
  const words: Readonly<Record<PointFault, string>> = {
    'kill the sender': isCustomer(sender)
      ? `the customer vanishes right after ${message} is sent`
      : `${sender} is killed right after sending ${message}`,
    'kill the receiver': `${receiver} is killed before ${message} arrives`,
    reset: `the connection is reset before ${message} arrives`,
    'black hole': `the connection swallows ${message} and everything after it`,
  };
  return words[fault];
}

async function strikeOnce(
  system: System,
  point: Point,
  fault: PointFault,
  does: Customer,
  expectation: Expectation | undefined,
): Promise<void> {
  assert.ok(expectation, `unspecified: no expectation is declared for "${fault}" at ${nameOf(point)}`);
  const performance = performanceOf(point.operation);
  const shopper = system.shopper();
  const given = await performance.prepare(system, shopper);
  const customer: Acting = { system, shopper, given };
  const strike = await arm(system, point, fault);
  const request = { key: randomUUID(), timeoutMs: patienceMs };
  const [hit, first] = await Promise.allSettled([
    hitAndRelease(system, strike, fault, performance.untilStruckMs),
    performance.act(customer, { ...request, attempts: 1 }),
  ]);
  await system.simulator.clearFaults();
  if (hit.status === 'rejected') throw hit.reason;
  if (first.status === 'rejected') throw first.reason;
  const { status, text, failure } = first.value;
  assert.ok(
    expectation.first.includes(status),
    `the first response was ${status} ${failure ?? text}, not ${expectation.first.join(' or ')}`,
  );
  if (isFinal(status)) return;
  if (does === 'retries') await retry(customer, performance, request.key);
  else await anotherBuys(system);
}

function arm(system: System, point: Point, fault: PointFault): Promise<StrikeHandle> {
  const { route: edge, direction, label, ordinal } = point;
  const kind = fault === 'reset' ? 'reset' : fault === 'black hole' ? 'black_hole' : 'hold';
  return system.lab.strike({ edge, direction, label, ordinal, action: { kind } });
}

async function hitAndRelease(
  system: System,
  strike: StrikeHandle,
  fault: PointFault,
  withinMs = untilStruckMs,
): Promise<void> {
  const { message } = await strike.hit(withinMs);
  if (message === null) throw new Error('the strike hit something, but has no message');
  if (fault !== 'kill the sender' && fault !== 'kill the receiver') return;
  const victim = processOf(fault === 'kill the sender' ? message.sender : message.receiver);
  if (!isCustomer(victim)) await system.process(victim).kill();
  await strike.release(fault === 'kill the sender' ? 'forward_and_reset' : 'reset');
  if (single.has(victim)) await system.process(victim).start();
}

const isFinal = (status: number): boolean => status !== 0 && status !== 409 && status < 500;

/** A customer who never retries must not block others. */
async function anotherBuys(system: System): Promise<void> {
  const { status, text, failure } = await system.shopper('Grace').checkOut();
  assert.ok(status === 201 || status === 202, `another customer got ${status} ${failure ?? text}`);
}

/** Retries with the same key until the response is final, like a real customer. */
async function retry(customer: Acting, { act, mayRefuse = [] }: Performance, key: string): Promise<void> {
  const { status, text, failure } = await act(customer, { key, timeoutMs: patienceMs });
  const isRefused = mayRefuse.some((code) => text.includes(`"${code}"`));
  assert.ok((status >= 200 && status < 300) || isRefused, `the retry got ${status} ${failure ?? text}`);
}
