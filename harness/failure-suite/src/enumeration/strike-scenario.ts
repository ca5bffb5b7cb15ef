import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Readiness } from '../scenario/readiness-box.ts';
import { type Scenario } from '../scenario/scenario.ts';
import { type Shopper } from '../system/shopper.ts';
import { type StrikeHandle, type System } from '../system/system.ts';
import { nameOf, type Point } from './crash-points.ts';
import { type Expectation, expectationFor, phaseOf } from './expectations.ts';
import { isCustomer, type PointFault } from './faults-of.ts';
import { type Customer, type Performance, performanceOf } from './performance.ts';

/** 6 s for an operation to come to its point: some come only with a retry or a poll of another copy. */
const untilStruckMs = 6_000;
/** 3 s: longer than the suite's deadlines let a server take; who was told nothing by then asks again. */
const patienceMs = 3_000;

/** Copies live on without the one that was killed; the others are waited for by everybody, and come back at once. */
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

/** 25 s: a consumer gives a silent connection up after 12 s, and the strike before this one may have silenced the other copy. */
const silentRedisMs = 25_000;

/** One message of an operation, broken in one way: an operation of its own, struck there, healed, and left to itself. */
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
  return operation === 'recommendations'
    ? ['recommendations.recovery']
    : [`${operation}.recovery`, `${operation}.idempotency`];
}

function inWords({ sender, receiver, route, label, direction }: Point, fault: PointFault): string {
  const message = `${direction === 'request' ? 'the message' : 'the answer'} "${label}" on ${route}`;
  const words: Readonly<Record<PointFault, string>> = {
    'kill the sender': isCustomer(sender)
      ? `the customer is gone as soon as ${message} is sent`
      : `${sender} is killed as soon as ${message} has left it`,
    'kill the receiver': `${receiver} is killed before ${message} comes`,
    reset: `the connection is cut before ${message} comes`,
    'black hole': `the connection swallows ${message} and all that follows`,
  };
  return words[fault];
}

async function strikeOnce(
  system: System,
  point: Point,
  fault: PointFault,
  customer: Customer,
  expectation: Expectation | undefined,
): Promise<void> {
  assert.ok(expectation, `unspecified: nobody has said what comes of "${fault}" at ${nameOf(point)}`);
  const performance = performanceOf(point.operation);
  const shopper = system.shopper();
  const given = await performance.prepare(system, shopper);
  const strike = await arm(system, point, fault);
  const asking = { key: randomUUID(), timeoutMs: patienceMs };
  const [hit, first] = await Promise.allSettled([
    hitAndRelease(system, strike, fault),
    performance.act(shopper, given, { ...asking, attempts: 1 }),
  ]);
  await system.simulator.clearFaults();
  if (hit.status === 'rejected') throw hit.reason;
  if (first.status === 'rejected') throw first.reason;
  const { status, text, failure } = first.value;
  assert.ok(
    expectation.first.includes(status),
    `at first the customer was told ${status} ${failure ?? text}, and not ${expectation.first.join(' or ')}`,
  );
  if (isFinal(status)) return;
  if (customer === 'comes back') await comeBack(shopper, given, performance, asking.key);
  else await anotherBuys(system);
}

function arm(system: System, point: Point, fault: PointFault): Promise<StrikeHandle> {
  const { route: edge, direction, label, ordinal } = point;
  const kind = fault === 'reset' ? 'reset' : fault === 'black hole' ? 'black_hole' : 'hold';
  return system.lab.strike({ edge, direction, label, ordinal, action: { kind } });
}

async function hitAndRelease(system: System, strike: StrikeHandle, fault: PointFault): Promise<void> {
  const { message } = await strike.hit(untilStruckMs);
  if (message === null) throw new Error('the strike hit something, and does not say what');
  if (fault !== 'kill the sender' && fault !== 'kill the receiver') return;
  const victim = processOf(fault === 'kill the sender' ? message.sender : message.receiver);
  if (!isCustomer(victim)) await system.process(victim).kill();
  await strike.release(fault === 'kill the sender' ? 'forward_and_reset' : 'reset');
  if (single.has(victim)) await system.process(victim).start();
}

const isFinal = (status: number): boolean => status !== 0 && status !== 409 && status < 500;

/** Who never comes back holds up nobody. */
async function anotherBuys(system: System): Promise<void> {
  const { status, text, failure } = await system.shopper('Grace').checkOut();
  assert.ok(status === 201 || status === 202, `another customer was told ${status} ${failure ?? text}`);
}

/** As a real customer does: with the same key, until there is an answer that does not ask to come back. */
async function comeBack(shopper: Shopper, given: string, { act }: Performance, key: string): Promise<void> {
  const { status, text, failure } = await act(shopper, given, { key, timeoutMs: patienceMs });
  assert.ok(status >= 200 && status < 300, `who came back was told ${status} ${failure ?? text}`);
}
