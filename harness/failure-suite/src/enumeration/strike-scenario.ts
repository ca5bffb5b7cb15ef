import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type CustomerHabit, nameOf, nameOfStrike, strikeAndAct, strikeInWords } from '@holdfast/engine';
import { type Readiness, rowOf } from '../scenario/readiness-box.ts';
import { type Scenario } from '../scenario/scenario.ts';
import { type System } from '../system/system.ts';
import { type Expectation, expectationFor, phaseOf } from './expectations.ts';
import { type Acting, type Performance, performanceOf } from './performance.ts';
import { isCustomer, type Point, roles, type ShopFault } from './shop-points.ts';

/**
 * 6 s for an operation to reach its point: some are reached only by a retry or a poll of another instance.
 */
const untilStruckMs = 6_000;
/**
 * 4 s: servers get 80 % of it, more than the 2.5 s for which checkout waits for payments. Then, the
 * customer retries.
 */
const patienceMs = 4_000;

/**
 * 25 s: a consumer abandons a silent connection after 12 s, and the previous strike may have silenced the
 * other instance.
 */
const silentRedisMs = 25_000;

/** One fault at one message of an operation: performs it, strikes, heals, and lets it recover. */
export function strikeScenario(point: Point, fault: ShopFault, customer: CustomerHabit): Scenario {
  const { operation, route, direction, label, ordinal } = point;
  const expectation = expectationFor(point, fault);
  return {
    name: nameOfStrike(point, fault),
    group: 'enumeration',
    operation,
    point: { operation, route, direction, label, ordinal, fault },
    broken: `While ${performanceOf(operation).says}, ${strikeInWords(point, fault, isCustomer)}. The customer ${customer}.`,
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

async function strikeOnce(
  system: System,
  point: Point,
  fault: ShopFault,
  does: CustomerHabit,
  expectation: Expectation | undefined,
): Promise<void> {
  assert.ok(expectation, `unspecified: no expectation is declared for "${fault}" at ${nameOf(point)}`);
  const performance = performanceOf(point.operation);
  const shopper = system.shopper();
  const given = await performance.prepare(system, shopper);
  const customer: Acting = { system, shopper, given };
  const request = { key: randomUUID(), timeoutMs: patienceMs };
  const { status, text, failure } = await strikeAndAct(
    system,
    { point, fault, roles, withinMs: performance.untilStruckMs ?? untilStruckMs },
    () => performance.act(customer, { ...request, attempts: 1 }),
    () => system.simulator.clearFaults(),
  );
  assert.ok(
    expectation.first.includes(status),
    `the first response was ${status} ${failure ?? text}, not ${expectation.first.join(' or ')}`,
  );
  if (isFinal(status)) return;
  if (does === 'retries') await retry(customer, performance, request.key);
  else await anotherBuys(system);
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
