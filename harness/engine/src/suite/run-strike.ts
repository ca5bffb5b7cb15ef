import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type CustomerResponse } from '../customers/customer-response.ts';
import { type LocalLab } from '../lab/local-lab.ts';
import { type CustomerHabit } from '../points/enumerated.ts';
import { type PointFault } from '../points/faults-of.ts';
import { type Point } from '../points/points.ts';
import { strikeAndAct } from '../points/strike-and-act.ts';
import { nameOfStrike, strikeInWords } from '../points/strike-point.ts';
import { responseLines, timelineOf } from '../report/event-entries.ts';
import { type Result } from '../report/result.ts';
import { attemptScenario, messageOf } from '../run/attempt-scenario.ts';
import { checkAll } from '../verdict/invariant.ts';
import { judge } from '../verdict/judge.ts';
import { missed } from '../verdict/missed.ts';
import { now, pause } from '../waiting/clock.ts';
import { awaitRest } from '../waiting/rest.ts';
import { type Customer } from './customer.ts';
import { type Operation, type StrikeExpectation, type SuiteDefinition } from './define-suite.ts';
import { LiveSystem, type Reading } from './live-system.ts';
import { type RunningStack } from './stack.ts';

/** One strike of the enumeration. */
export interface PlannedScenario {
  readonly operation: Operation;
  readonly point: Point;
  readonly fault: PointFault;
  readonly habit: CustomerHabit;
}

/** A suite on a running stack, with the lab between its processes. */
export interface Running<Ledgers extends object> {
  readonly definition: SuiteDefinition<Ledgers>;
  readonly stack: RunningStack;
  readonly wire: LocalLab;
  readonly signal: AbortSignal;
}

/** 3 s: every message of a golden run comes within milliseconds; a busy machine may be slower. */
const untilStruckMs = 3_000;
const defaultLivenessMs = 10_000;
/** Retries double their pauses from 50 ms up to 500 ms. */
const firstPauseMs = 50;
const maxPauseMs = 500;

const whatHolds: StrikeExpectation = {
  first: [],
  customerSees: 'Any first response. A retry with the same key succeeds, and the invariants hold.',
};

/** True if a customer should retry: no response, a 5xx, a 429, or a 409 while the first attempt runs. */
const isOpen = ({ status }: CustomerResponse): boolean =>
  status === 0 || status >= 500 || status === 429 || status === 409;

const isSuccess = ({ status }: CustomerResponse): boolean => status >= 200 && status < 300;

const said = ({ status, text, failure }: CustomerResponse): string => `${failure ?? status} ${text}`;

/** Repeats the operation with one key until its response is final. Fails after `withinMs`. */
async function untilSuccess<Ledgers extends object>(
  system: LiveSystem<Ledgers>,
  { act }: Operation,
  withinMs: number,
  {
    customer = system.customer(),
    key = randomUUID(),
  }: { readonly customer?: Customer; readonly key?: string } = {},
): Promise<void> {
  const deadline = now() + withinMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, maxPauseMs)) {
    const response = await act(customer, key);
    if (isSuccess(response)) return;
    assert.ok(isOpen(response) && now() < deadline, `the retry got ${said(response)}`);
    await pause(pauseMs, system.signal);
  }
}

async function strikeOnce<Ledgers extends object>(
  system: LiveSystem<Ledgers>,
  { operation, point, fault, habit }: PlannedScenario,
  { first }: StrikeExpectation,
  livenessMs: number,
): Promise<void> {
  const customer = system.customer();
  const key = randomUUID();
  const response = await strikeAndAct(
    system,
    { point, fault, roles: system.roles, withinMs: untilStruckMs, delayMs: 1.5 * system.patienceMs },
    () => operation.act(customer, key),
  );
  assert.ok(
    first.length === 0 || first.includes(response.status),
    `the first response was ${said(response)}, not ${first.join(' or ')}`,
  );
  if (habit === 'retries' && isOpen(response))
    await untilSuccess(system, operation, livenessMs, { customer, key });
}

/** Heals, waits for rest, and lets another customer in. Returns what went wrong. */
async function recover<Ledgers extends object>(
  system: LiveSystem<Ledgers>,
  definition: SuiteDefinition<Ledgers>,
  operation: Operation,
  timeoutMs: number,
) {
  const { unfinished = () => [] } = definition;
  const rules = {
    unfinishedIn: ({ stored }: Reading<Ledgers>) => unfinished(stored),
    fingerprintOf: ({ stored }: Reading<Ledgers>) => JSON.stringify(stored),
  };
  const faults: string[] = [];
  const note = (what: string) => (error: unknown) => void faults.push(`${what}: ${messageOf(error)}`);
  await system.heal().catch(note('Healing failed'));
  const healedAt = now();
  const rest = await awaitRest(system, rules, { timeoutMs, signal: system.signal });
  if (rest.quietAt === undefined)
    faults.push(`Still busy ${timeoutMs / 1_000} s after healing: ${rest.unfinished.slice(0, 5).join('; ')}`);
  await untilSuccess(system, operation, timeoutMs, { customer: system.customer(false) }).catch(
    note('After healing, another customer fails'),
  );
  return { healedAt, rest, faults };
}

/** Runs one strike, from its arming to the verdict. Rejects only if the signal is aborted. */
export async function runStrike<Ledgers extends object>(
  { definition, stack, wire, signal }: Running<Ledgers>,
  scenario: PlannedScenario,
): Promise<Result> {
  const { operation, point, fault, habit } = scenario;
  const system = new LiveSystem(definition, stack, wire, signal);
  const expectation = definition.expectations?.(point, fault) ?? whatHolds;
  const livenessMs = definition.livenessMs ?? defaultLivenessMs;
  const { voids, assertions } = await attemptScenario(
    () => strikeOnce(system, scenario, expectation, livenessMs),
    signal,
  );
  await system.lab.refresh();
  const { healedAt, rest, faults } = await recover(system, definition, operation, livenessMs);
  signal.throwIfAborted();
  const { responses, startedAt } = system;
  const invariants = checkAll(definition.invariants, {
    customers: system.judged(),
    ledgers: rest.ledgers.stored,
  });
  const { verdict, reasons } = judge({
    voids: [...voids, ...missed(system.lab.strikes, system.lab.faults)],
    assertions,
    faults: [...faults, ...stack.unexpectedExits()],
    invariants,
  });
  return {
    name: nameOfStrike(point, fault),
    broken: `While ${operation.says}, ${strikeInWords(point, fault, system.roles.isCustomer)}. The customer ${habit}.`,
    customerSees: expectation.customerSees,
    customerSaw: responseLines(responses),
    verdict,
    reasons,
    startedAt,
    healedAt,
    quietAt: rest.quietAt ?? rest.ledgers.readAt,
    endedAt: now(),
    invariants,
    timeline: timelineOf(system.timeline.entries, system.lab.events(), verdict !== 'held'),
  };
}
