import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type LabListener, LabStore } from './lab-store.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function store() {
  const opened: LabListener[] = [];
  const closed: number[] = [];
  const made = new LabStore((listener) => {
    const index = opened.push(listener) - 1;
    return () => void closed.push(index);
  });
  return { made, opened, closed };
}

describe('the store of the lab', () => {
  it('shares one stream among all views', () => {
    const { made, opened } = store();
    const calls: string[] = [];
    made.subscribe(() => void calls.push('value'));
    made.subscribeWire(() => void calls.push('wire'));
    expect(opened).toHaveLength(1);
    opened[0]?.heard({ kind: 'value', name: 'edges', value: [] });
    opened[0]?.wire({ events: [], omitted: 2 });
    expect([calls, made.current().values, made.wire.omitted]).toEqual([['value', 'wire'], { edges: [] }, 2]);
  });

  it('closes the stream and forgets its values after the last view has left', () => {
    const { made, opened, closed } = store();
    const leave = made.subscribe(() => undefined);
    opened[0]?.heard({ kind: 'value', name: 'edges', value: [] });
    leave();
    expect(closed).toEqual([]);
    jest.runAllTimers();
    expect([closed, made.current().values]).toEqual([[0], {}]);
    made.subscribe(() => undefined);
    expect(opened).toHaveLength(2);
  });

  it('keeps the stream open for a view that comes immediately', () => {
    const { made, opened, closed } = store();
    made.subscribe(() => undefined)();
    made.subscribe(() => undefined);
    jest.runAllTimers();
    expect([opened.length, closed]).toEqual([1, []]);
  });
});
