import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Recorded } from '../points/points.ts';
import { messagesIn, messagesStop, recordedOf } from '../points/recording.ts';
import { type Operation } from './define-suite.ts';
import { LiveSystem } from './live-system.ts';
import { type Running } from './run-strike.ts';

/** Three: a message that occurs only sometimes is usually missing in one of them. */
const goldenRuns = 3;
const defaultCalmMs = 150;

/** Performs each operation several times without faults. @throws Error if one fails */
export async function recordOperations<Ledgers extends object>(running: Running<Ledgers>): Promise<Recorded> {
  const all = [];
  for (const operation of running.definition.operations) {
    // Connections are set up, and caches are filled.
    await goldenRun(running, operation);
    const runs = [];
    for (let run = 0; run < goldenRuns; run += 1) runs.push(await goldenRun(running, operation));
    all.push({ operation: operation.name, runs });
  }
  return recordedOf(all);
}

async function goldenRun<Ledgers extends object>(
  { definition, stack, wire, signal }: Running<Ledgers>,
  operation: Operation,
) {
  const system = new LiveSystem(definition, stack, wire, signal);
  const { status, text, failure } = await operation.act(system.customer(), randomUUID());
  assert.ok(
    status >= 200 && status < 300,
    `"${operation.name}" without faults got ${failure ?? status} ${text}`,
  );
  const { calmMs = defaultCalmMs } = definition;
  await messagesStop(() => system.lab.events(), { calmMs, signal });
  return messagesIn(system.lab.events());
}
