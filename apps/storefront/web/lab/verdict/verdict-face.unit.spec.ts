import { describe, expect, it } from '@jest/globals';
import { type LabVerdict } from '@holdfast/lab-api';
import { type Connection } from '../stream/lab-sight.ts';
import { faceOf } from './verdict-face.ts';
import { countsText, fixSentence } from './words.ts';

const at = Date.parse('2026-11-27T10:41:00');
const verdict = (kind: LabVerdict['kind'], orders: Partial<LabVerdict['orders']> = {}): LabVerdict => ({
  kind,
  sentence: '2 orders = 2 charges = 2 receipts.',
  since: at,
  readAt: at,
  oldestOpenMs: null,
  orders: { paid: 0, refunded: 0, pending: 0, waitsForBank: 0, declined: 0, ...orders },
  charges: 2,
  receipts: 2,
  refunds: 0,
  stirring: [],
  unreadable: [],
  differences: [],
});
const live: Connection = { kind: 'live' };
const lost: Connection = { kind: 'lost', at };

describe('the face of the verdict', () => {
  it.each([
    ['even', 'held', 'held', 'Even'],
    ['settling', 'settling', 'wait', 'Settling'],
    ['uneven', 'broken', 'broken', 'Uneven'],
    ['cannot_count', 'unknown', 'plain', 'Can’t count'],
    ['nothing_yet', 'nothing', 'plain', 'Nothing yet'],
  ] as const)('%s has a shape, a color and a word of its own', (kind, mark, tone, word) => {
    expect(faceOf(verdict(kind), live, at)).toEqual({
      mark,
      tone,
      word,
      sentence: '2 orders = 2 charges = 2 receipts.',
      note: null,
    });
  });

  it('is never green when the lab is out of sight', () => {
    expect(faceOf(verdict('even'), lost, at + 3_000)).toMatchObject({
      mark: 'unknown',
      tone: 'plain',
      sentence: 'Lost sight of the lab 3 s ago.',
      note: 'Last count: 2 orders = 2 charges = 2 receipts. This page keeps trying.',
    });
    expect(faceOf(undefined, lost, at).note).toBe('This page keeps trying.');
  });

  it('claims nothing before the first verdict', () => {
    expect(faceOf(undefined, { kind: 'connecting', since: at }, at).sentence).toBe('Looking for the lab…');
    expect(faceOf(undefined, live, at).sentence).toBe('Reading the ledgers…');
  });
});

describe('the counts beside the verdict', () => {
  it.each<[Partial<LabVerdict['orders']>, string]>([
    [{}, 'since 10:41 AM'],
    [{ pending: 1, declined: 3 }, '1 on its way · 3 declined · since 10:41 AM'],
    [
      { pending: 2, waitsForBank: 1, refunded: 4 },
      '2 on their way · 1 waits for the bank · 4 refunded · since 10:41 AM',
    ],
  ])('of %j', (orders, text) => {
    expect(countsText(verdict('even', orders))).toBe(text);
  });
});

describe('the result of fixing everything', () => {
  it.each([
    [[], [], 'Nothing was broken.'],
    [['Started payments.'], [], 'Everything is fixed.'],
    [['Started payments.'], ['Redis did not start.'], 'Not everything could be fixed.'],
  ])('%j, %j', (did, failed, sentence) => {
    expect(fixSentence({ did, failed })).toBe(sentence);
  });
});
