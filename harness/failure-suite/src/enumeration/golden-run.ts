import assert from 'node:assert/strict';
import { messagesIn, messagesStop } from '@holdfast/engine';
import { type Message } from '@holdfast/lab-api';
import { type Scenario } from '../scenario/scenario.ts';
import { type System } from '../system/system.ts';
import { type Performance } from './performance.ts';

const golden = 'golden-';

/** Golden runs are not shown as scenarios; they only produce the list of points. */
export const isGolden = (name: string): boolean => name.startsWith(golden);

/** Performs an operation without faults and passes its messages to `keep`. */
export function goldenRun(
  performance: Performance,
  run: number,
  keep: (messages: readonly Message[]) => void,
): Scenario {
  const { operation } = performance;
  return {
    name: `${golden}${operation}-${run}`,
    group: 'enumeration',
    operation,
    broken: `Nothing: ${performance.says}, and every message is recorded.`,
    customerSees: 'Everything works.',
    cell: { edge: 'shopper->checkout', fault: 'none', phase: 'throughout' },
    proves: [],
    run: async (system) => keep(await record(system, performance)),
  };
}

async function record(system: System, performance: Performance): Promise<readonly Message[]> {
  const shopper = system.shopper();
  const given = await performance.prepare(system, shopper);
  const before = system.lab.events().length;
  const { status, text } = await performance.act({ system, shopper, given }, { attempts: 1 });
  assert.ok(status >= 200 && status < 300, `a ${performance.operation} without faults got ${status} ${text}`);
  await system.until(`the ${performance.operation} is over`, () =>
    performance.isOver(system, shopper, given),
  );
  await messagesStop(() => system.lab.events(), { signal: system.signal });
  const messages = ownMessages(system, before, performance);
  await system.simulator.clearFaults();
  return messages;
}

function ownMessages(system: System, before: number, { owns }: Performance): Message[] {
  return messagesIn(system.lab.events().slice(before)).filter(
    (message) => !message.isBackground && owns(message),
  );
}
