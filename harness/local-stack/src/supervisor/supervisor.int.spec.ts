import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isRunning, type ProcessIdentity } from '../process/process-identity.ts';
import { answersOk } from '../process/probes.ts';
import { TestStack } from './fixtures/stack.ts';
import { act } from './process-actions.ts';
import { statusOf } from './process-status.ts';
import { readState } from './stack-state.ts';
import { type Supervisor } from './supervisor.ts';

const shop = [
  { name: 'checkout', dependsOn: ['payments', 'recommendations'] },
  { name: 'payments', dependsOn: ['databases'] },
  { name: 'recommendations', dependsOn: ['databases'] },
];
const databases = { name: 'databases', dependsOn: [], run: () => Promise.resolve() };

describe('Supervisor', () => {
  let stack: TestStack;

  beforeEach(() => {
    stack = new TestStack();
  });
  afterEach(() => stack.remove());

  const process = ({ processes }: Supervisor, name: string) => {
    const found = processes.find(({ spec }) => spec.name === name);
    if (found === undefined) throw new Error(`no ${name}`);
    return found;
  };
  const identities = ({ processes }: Supervisor): ProcessIdentity[] =>
    processes.map(({ identity }) => identity).filter((identity) => identity !== undefined);
  const until = async (isTrue: () => boolean): Promise<void> => {
    while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 10));
  };

  it('starts dependencies first, and stops them last', async () => {
    const supervisor = await stack.start(shop, [databases]);
    expect(stack.journal().slice(0, 2).sort()).toEqual(['starts payments', 'starts recommendations']);
    expect(stack.journal()[2]).toBe('starts checkout');
    await supervisor.stop();
    expect(stack.journal()[3]).toBe('stops checkout');
    expect(stack.journal().slice(4).sort()).toEqual(['stops payments', 'stops recommendations']);
  });

  it('records every process while it runs, and none after it has exited', async () => {
    const supervisor = await stack.start(shop, [databases]);
    const recorded = readState(stack.dataDir)?.processes ?? [];
    expect(recorded.map(({ name }) => name).sort()).toEqual(['checkout', 'payments', 'recommendations']);
    expect(recorded.every(isRunning)).toBe(true);
    const running = identities(supervisor);
    await supervisor.stop();
    expect(running.map(isRunning)).toEqual([false, false, false]);
    expect(readState(stack.dataDir)?.processes).toEqual([]);
  });

  it('reports an unexpected exit in one line, and keeps the rest running', async () => {
    const supervisor = await stack.start(shop, [databases]);
    const { identity } = process(supervisor, 'payments');
    globalThis.process.kill(identity?.pid ?? 0, 'SIGKILL');
    await until(() => stack.said.length > 0);
    expect(stack.said).toEqual([
      'payments exited (SIGKILL). It stays down; start it again with: npm run service -- start payments',
    ]);
    expect((await statusOf(process(supervisor, 'payments'))).state).toBe('down');
    expect((await statusOf(process(supervisor, 'checkout'))).ready).toBe(true);
  });

  it('fails with the last log lines if a program exits while starting, and starts nothing that needs it', async () => {
    const services = [
      { name: 'payments', fault: 'fails' as const },
      { name: 'checkout', dependsOn: ['payments'] },
    ];
    await expect(stack.start(services)).rejects.toThrow(
      'payments exited while starting (exit code 3). Its last log lines:\nno database: giving up',
    );
    expect(stack.journal()).toEqual(['starts payments']);
  });

  describe('when it acts on one process', () => {
    let supervisor: Supervisor;

    beforeEach(async () => {
      supervisor = await stack.start([{ name: 'payments' }]);
    });

    it('kills it, says how to start it again, and reports no unexpected exit', async () => {
      const payments = process(supervisor, 'payments');
      await expect(act('kill', payments)).resolves.toMatch(/^payments killed \(SIGKILL\). It stays down;/);
      await expect(act('kill', payments)).resolves.toBe('payments is already down');
      expect(stack.said).toEqual([]);
      await expect(act('start', payments)).resolves.toMatch(/^payments is up \(pid \d+\)$/);
      await expect(act('start', payments)).resolves.toMatch(/^payments is already running/);
    });

    it('pauses it, so that it does not respond until it is resumed', async () => {
      const payments = process(supervisor, 'payments');
      const url = `http://127.0.0.1:${payments.spec.ports[0]?.port}/`;
      await act('pause', payments);
      await expect(answersOk(url)).rejects.toThrow('no response within');
      await expect(act('start', payments)).rejects.toThrow('payments is paused');
      await act('resume', payments);
      await expect(answersOk(url)).resolves.toBeUndefined();
    });

    it('restarts it as another process', async () => {
      const payments = process(supervisor, 'payments');
      const before = payments.identity?.pid;
      await act('restart', payments);
      expect(payments.identity?.pid).not.toBe(before);
      expect(stack.journal()).toEqual(['starts payments', 'stops payments', 'starts payments']);
    });

    it('stops it gracefully even while it is paused', async () => {
      const payments = process(supervisor, 'payments');
      await act('pause', payments);
      await expect(act('stop', payments)).resolves.toMatch(/^payments stopped/);
      expect(stack.journal()).toContain('stops payments');
    });
  });
});
