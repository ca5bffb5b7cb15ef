import { describe, expect, it } from '@jest/globals';
import { type LabBreaker, type LabProcess } from '@holdfast/lab-api';
import { densityOf, showsDensity } from './density.ts';
import { lanesOf } from './lanes.ts';
import { newMessage, start } from './lost-answer.fixture.ts';
import { breakerMoves, processMoves } from './moves.ts';
import { moved, type MoveKey, pointedAt } from './pointing.ts';
import { type Sighting, sightingOf } from './sighting.ts';
import { sentenceOf, tableRow } from './table-rows.ts';
import { shortOrder, spanText } from './words.ts';

const sighting = (number: number, atMs: number, route = 'checkout->payments'): Sighting =>
  sightingOf(newMessage({ number, at: start + atMs, route }), 1);

describe('density', () => {
  it.each([
    [600, false, false],
    [601, false, true],
    [550, true, true],
    [500, true, false],
  ])('with %i arrows and density %s becomes %s', (arrows, was, is) => {
    expect(showsDensity(arrows, was)).toBe(is);
  });

  it('counts sent and received messages of each lane in half seconds', () => {
    const counts = densityOf(
      [
        sighting(1, 0),
        sighting(2, 499),
        sighting(3, 500),
        sighting(4, 10, 'email->mail'),
        sighting(5, 5_000),
      ],
      start,
      3,
    );
    expect(Object.fromEntries(counts)).toEqual({
      checkout: [2, 1, 0],
      payments: [2, 1, 0],
      email: [1, 0, 0],
      mail: [1, 0, 0],
    });
  });
});

describe('pointing', () => {
  // 10 px a second; the middles of checkout and payments are at 54 and 90.
  const geometry = { width: 600, lanes: lanesOf([]).slice(0, 3) };
  const sightings = [sighting(1, 1_000), sighting(2, 1_500), sighting(3, 9_000, 'email->mail')];
  it.each([
    ['the message under it', { x: 10, y: 70 }, 1],
    ['the closer one of two', { x: 13, y: 70 }, 2],
    ['none far to the side', { x: 40, y: 70 }, undefined],
    ['none far above', { x: 10, y: 20 }, undefined],
    ['none on a folded lane', { x: 90, y: 70 }, undefined],
  ])('finds %s', (_, point, number) => {
    expect(pointedAt(point, start, geometry, sightings)?.number).toBe(number);
  });

  it.each<[MoveKey, number | null, number | undefined]>([
    ['ArrowLeft', null, 3],
    ['ArrowLeft', 2, 1],
    ['ArrowLeft', 1, 1],
    ['ArrowRight', 1, 2],
    ['ArrowRight', 3, 3],
    ['Home', 3, 1],
    ['End', 1, 3],
    ['PageUp', 3, 1],
    ['PageDown', 1, 3],
    // 0 has left the window.
    ['ArrowRight', 0, 1],
  ])('%s from %s moves to %s', (key, from, to) => {
    expect(moved(key, from, sightings)?.number).toBe(to);
  });

  it('moves nowhere without messages', () => {
    expect(moved('ArrowLeft', null, [])).toBeUndefined();
  });
});

describe('moves', () => {
  const breaker = (state: LabBreaker['breaker']) =>
    ({
      process: 'checkout-2',
      edge: 'checkout->payments',
      dependency: 'payments',
      breaker: state,
      since: '2026-11-27T10:46:05Z',
    }) as LabBreaker;
  const unreachable = { process: 'checkout-2', unreachable: 'connection refused' };

  it('report a breaker that changed', () => {
    expect(breakerMoves([breaker('closed')], [breaker('open')])).toEqual([
      {
        kind: 'breaker',
        at: Date.parse('2026-11-27T10:46:05Z'),
        lane: 'checkout',
        words: 'checkout-2: breaker for payments opened',
      },
    ]);
  });

  it.each([
    ['stays', [breaker('open')], [breaker('open')]],
    ['is first seen', [], [breaker('open')]],
    ['cannot be read', [breaker('closed')], [unreachable]],
  ])('report no breaker that %s', (_, before, after) => {
    expect(breakerMoves(before, after)).toEqual([]);
  });

  const process = (state: LabProcess['state'], pid: number | null = 1) =>
    ({ name: 'payments', state, pid }) as LabProcess;
  it.each([
    ['its state', process('ready'), process('down', null), 'payments: down'],
    ['its process', process('ready'), process('ready', 2), 'payments: ready, new process 2'],
  ])('report a process that changed %s', (_, before, after, words) => {
    expect(processMoves([before], [after], start)).toEqual([
      { kind: 'process', at: start, lane: 'payments', words },
    ]);
  });

  it.each([
    ['stays', process('ready'), process('ready')],
    ['is not known any more', process('ready'), process('unknown', null)],
  ])('report no process that %s', (_, before, after) => {
    expect(processMoves([before], [after], start)).toEqual([]);
  });
});

describe('the table', () => {
  it('says the same as the picture', () => {
    const message = newMessage({
      route: 'payments->stripe',
      direction: 'response',
      label: '200 POST /v1/payment_intents',
      sender: 'stripe-simulator',
      receiver: 'payments-2',
      orders: ['ord_1'],
    });
    const row = tableRow(sightingOf(message, 1));
    expect(row).toMatchObject({
      from: 'Stripe',
      to: 'payments-2',
      what: '200 POST /v1/payment_intents',
      mark: 'response',
      orders: ['ord_1'],
    });
    expect(row.time).toMatch(/^\d\d:\d\d:\d\d\.250$/);
    expect(sentenceOf(sightingOf(message, 1))).toBe(
      `200 POST /v1/payment_intents, Stripe to payments-2, response, ${row.time}`,
    );
  });

  it.each([
    [0.4, '0 ms'],
    [77.2, '77 ms'],
    [999.7, '1 s'],
    [2_140, '2.1 s'],
    [150_000, '2.5 min'],
  ])('writes %f ms as %s', (ms, text) => {
    expect(spanText(ms)).toBe(text);
  });

  it('shortens the ID of an order', () => {
    expect(shortOrder('ord_01a21de64640751b8e5f50bccf4bc795')).toBe('ord_…c795');
  });
});
