import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type EventLog } from '@holdfast/fault-proxy';
import { type LabEvent } from '@holdfast/lab-api';
import { EventEmitter } from 'node:events';
import { type ServerResponse } from 'node:http';
import { Attention } from '../context/attention.ts';
import { LabStreams } from './lab-streams.ts';
import { StreamHub } from './stream-hub.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** A page whose socket takes everything, unless it is slow. */
class Page extends EventEmitter {
  readonly written: string[] = [];
  destroyed = false;
  writableLength = 0;
  isSlow = false;
  writeHead = (): this => this;
  write(text: string): void {
    this.written.push(text);
    if (this.isSlow) this.writableLength += text.length;
  }
  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }
  named(name: string): unknown[] {
    return this.written
      .filter((text) => text.includes(`event: ${name}\n`))
      .map((text) => JSON.parse(text.split('data: ')[1] ?? '') as unknown);
  }
  get lastId(): string {
    return /^id: (.*)$/m.exec(this.written.at(-1) ?? '')?.[1] ?? '';
  }
}

const message = (number: number, isBackground = false): LabEvent =>
  ({ type: 'message', message: { number, at: Date.now(), protocol: 'http', isBackground } }) as LabEvent;
const numbersOf = (batches: readonly unknown[]): number[] =>
  (batches as { events: { message: { number: number } }[] }[]).flatMap(({ events }) =>
    events.map((event) => event.message.number),
  );

function aHub() {
  const events: LabEvent[] = [];
  const listeners = new Set<(event: LabEvent) => void>();
  const log = {
    since: (number: number) =>
      events.filter((event) => event.type !== 'message' || event.message.number > number),
    listen: (listener: (event: LabEvent) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as EventLog;
  const source = { value: 0 as number | Error, listening: 0, changed: (): void => undefined };
  const [streams, attention, failed] = [new LabStreams(), new Attention(), jest.fn()];
  streams.add({
    name: 'edges',
    current: () => (source.value instanceof Error ? Promise.reject(source.value) : ([source.value] as never)),
    onChange: (changed) => {
      source.listening += 1;
      source.changed = changed;
      return () => void (source.listening -= 1);
    },
  });
  const hub = new StreamHub({ streams, log, attention, failed });
  const add = (event: LabEvent): void => {
    events.push(event);
    for (const listener of listeners) listener(event);
  };
  const open = (lastId?: string): Page => {
    const page = new Page();
    hub.open(page as unknown as ServerResponse, lastId);
    return page;
  };
  return { open, add, source, attention, failed, listeners };
}

describe('the stream of the lab', () => {
  it('reads its sources only while a page listens', async () => {
    const { open, source, attention, listeners } = aHub();
    expect([source.listening, attention.isPaid]).toEqual([0, false]);
    const [one, other] = [open(), open()];
    expect([source.listening, attention.isPaid]).toEqual([1, true]);
    one.destroy();
    expect(attention.isPaid).toBe(true);
    other.destroy();
    expect([source.listening, attention.isPaid, listeners.size]).toEqual([0, false, 0]);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(one.written.join('')).not.toContain('still here');
  });

  it('begins with all values, then sends changes, at most two per second', async () => {
    const { open, source } = aHub();
    const early = open();
    await jest.advanceTimersByTimeAsync(1);
    const late = open();
    expect([early.named('edges'), late.named('edges')]).toEqual([[[0]], [[0]]]);
    for (let change = 1; change <= 20; change += 1) {
      source.value = change;
      source.changed();
      await jest.advanceTimersByTimeAsync(100);
    }
    await jest.advanceTimersByTimeAsync(1_000);
    expect(late.named('edges').length).toBeLessThanOrEqual(6);
    expect(late.named('edges').at(-1)).toEqual([20]);
    source.changed();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(late.named('edges').filter((value) => (value as number[])[0] === 20)).toHaveLength(1);
  });

  it('keeps the last value of a source that fails, and reports why', async () => {
    const { open, source, failed } = aHub();
    const page = open();
    await jest.advanceTimersByTimeAsync(1);
    source.value = new Error('no supervisor');
    source.changed();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(failed).toHaveBeenCalledWith('edges', 'no supervisor');
    expect(page.named('edges')).toEqual([[0]]);
  });

  it('sends the wire in batches, without background messages', async () => {
    const { open, add } = aHub();
    const page = open();
    for (const number of [1, 2]) add(message(number));
    add(message(3, true));
    await jest.advanceTimersByTimeAsync(100);
    for (let number = 4; number <= 103; number += 1) add(message(number));
    await jest.advanceTimersByTimeAsync(100);
    const [, first, second] = page.named('wire');
    expect([numbersOf([first]), (second as { omitted: number }).omitted]).toEqual([[1, 2], 40]);
  });

  it('gives a page that comes back only what it missed, and a new one the last minute', async () => {
    const { open, add } = aHub();
    const page = open();
    add(message(1));
    await jest.advanceTimersByTimeAsync(100);
    page.destroy();
    add(message(2));
    expect(numbersOf(open(page.lastId).named('wire'))).toEqual([2]);
    expect(numbersOf(open('otherrun-9').named('wire'))).toEqual([1, 2]);
    await jest.advanceTimersByTimeAsync(61_000);
    expect(numbersOf(open().named('wire'))).toEqual([]);
  });

  it('comments every 15 s, and drops a page that does not read', async () => {
    const { open, source } = aHub();
    const [page, slow] = [open(), open()];
    slow.isSlow = true;
    await jest.advanceTimersByTimeAsync(15_000);
    expect(page.written.at(-1)).toBe(': still here\n\n');
    source.value = new Array(400_000).fill(1) as never;
    source.changed();
    await jest.advanceTimersByTimeAsync(1_000);
    expect([page.destroyed, slow.destroyed]).toEqual([false, false]);
    source.value = new Array(400_000).fill(2) as never;
    source.changed();
    await jest.advanceTimersByTimeAsync(1_000);
    expect([page.destroyed, slow.destroyed]).toEqual([false, true]);
  });
});
