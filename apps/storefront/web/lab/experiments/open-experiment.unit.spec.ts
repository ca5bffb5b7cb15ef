import { describe, expect, it } from '@jest/globals';
import { addressWith, OpenExperimentStore } from './open-experiment.ts';
import { curvePath } from './curve.ts';
import { secondsText } from './words.ts';

describe('the open experiment', () => {
  it.each([
    ['', 'lost-answer', '/lab?experiment=lost-answer'],
    ['?experiment=lost-answer', null, '/lab'],
    ['?follow=ord_1&experiment=a', 'double-click', '/lab?follow=ord_1&experiment=double-click'],
  ])('in the address: "%s" with %s', (search, id, address) => {
    expect(addressWith({ pathname: '/lab', search }, id)).toBe(address);
  });

  it('is the one of the address, and takes the focus once', () => {
    const shown: (string | null)[] = [];
    const store = new OpenExperimentStore('?experiment=lost-answer', (id) => shown.push(id));
    expect([store.current().id, store.takeFocus(), store.takeFocus()]).toEqual(['lost-answer', true, false]);
    store.show(null);
    expect([store.current().id, shown, store.takeFocus()]).toEqual([null, [null], true]);
    store.follow('?experiment=double-click');
    expect([store.current().id, shown]).toEqual(['double-click', [null]]);
  });

  it('keeps a guess for each experiment', () => {
    const store = new OpenExperimentStore('', () => undefined);
    store.guess('lost-answer', 0);
    store.guess('double-click', 2);
    store.guess('lost-answer', undefined);
    expect(store.current().guesses).toEqual({ 'lost-answer': undefined, 'double-click': 2 });
  });
});

describe('figures of a run', () => {
  it.each([
    [412, '0.4 s'],
    [5_000, '5 s'],
    [12_400, '12 s'],
  ])('%d ms is "%s"', (ms, text) => {
    expect(secondsText(ms)).toBe(text);
  });

  it('become a line whose highest point touches the top', () => {
    expect(curvePath([0, 4, 2], 4, 100, 50)).toBe('M0 50L50 0L100 25');
    expect(curvePath([0, 0], 0, 100, 50)).toBe('M0 50L100 50');
  });
});
