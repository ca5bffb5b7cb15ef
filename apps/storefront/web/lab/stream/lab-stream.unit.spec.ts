import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Heard } from './lab-sight.ts';
import { openLabStream } from './lab-stream.read.ts';

class FakeSource extends EventTarget {
  static readonly opened: FakeSource[] = [];
  isClosed = false;

  constructor(readonly url: string) {
    super();
    FakeSource.opened.push(this);
  }

  close(): void {
    this.isClosed = true;
  }

  send(name: string, value: unknown): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(value) }));
  }
}

const known = globalThis.EventSource;

beforeEach(() => {
  jest.useFakeTimers();
  FakeSource.opened.length = 0;
  Object.assign(globalThis, { EventSource: FakeSource });
});
afterEach(() => {
  jest.useRealTimers();
  Object.assign(globalThis, { EventSource: known });
});

function openStream() {
  const heard: Heard['kind'][] = [];
  const omitted: number[] = [];
  const close = openLabStream({
    heard: ({ kind }) => void heard.push(kind),
    wire: (batch) => void omitted.push(batch.omitted),
  });
  return { heard, omitted, close };
}

describe('the stream of the lab', () => {
  it('passes values and the wire on', () => {
    const { heard, omitted } = openStream();
    FakeSource.opened[0]?.send('edges', []);
    FakeSource.opened[0]?.send('wire', { events: [], omitted: 0 });
    FakeSource.opened[0]?.send('wire', { events: [], omitted: 3 });
    expect([FakeSource.opened[0]?.url, heard, omitted]).toEqual([
      '/lab/api/stream',
      ['connecting', 'value'],
      [0, 3],
    ]);
  });

  it('begins with history, whose omissions do not count, also when it is opened again', () => {
    const { omitted } = openStream();
    FakeSource.opened[0]?.send('wire', { events: [], omitted: 6_125 });
    FakeSource.opened[0]?.send('wire', { events: [], omitted: 2 });
    FakeSource.opened[0]?.dispatchEvent(new Event('error'));
    jest.advanceTimersByTime(1_000);
    FakeSource.opened[1]?.send('wire', { events: [], omitted: 900 });
    FakeSource.opened[1]?.send('wire', { events: [], omitted: 4 });
    expect(omitted).toEqual([0, 2, 0, 4]);
  });

  it('is opened again a second after it broke, until it is closed', () => {
    const { heard, close } = openStream();
    FakeSource.opened[0]?.dispatchEvent(new Event('error'));
    expect([heard, FakeSource.opened[0]?.isClosed]).toEqual([['connecting', 'lost'], true]);
    jest.advanceTimersByTime(1_000);
    expect(FakeSource.opened).toHaveLength(2);
    close();
    jest.advanceTimersByTime(60_000);
    expect([FakeSource.opened.length, FakeSource.opened[1]?.isClosed]).toEqual([2, true]);
  });

  it('is lost after 10 s of silence: a lab that is paused closes nothing', () => {
    const { heard } = openStream();
    jest.advanceTimersByTime(9_000);
    FakeSource.opened[0]?.send('edges', []);
    jest.advanceTimersByTime(9_000);
    expect(heard).toEqual(['connecting', 'value']);
    jest.advanceTimersByTime(1_000);
    expect([heard.at(-1), FakeSource.opened[0]?.isClosed]).toEqual(['lost', true]);
    jest.advanceTimersByTime(2_000);
    expect(FakeSource.opened).toHaveLength(2);
  });
});
