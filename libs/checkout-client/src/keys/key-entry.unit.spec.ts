import { describe, expect, it } from '@jest/globals';
import { type KeyEntry, formatEntry, parseEntry } from './key-entry.ts';

const entry: KeyEntry = { key: 'k', fingerprint: 'f', createdAt: 1, state: 'open', isShared: false };

describe('parseEntry', () => {
  it.each([entry, { ...entry, state: 'succeeded' as const, isShared: true, reference: 'ord_1' }])(
    'reads what formatEntry wrote: %j',
    (each) => expect(parseEntry(formatEntry(each))).toMatchObject(each),
  );

  it.each([
    '',
    'null',
    '[]',
    '{"version":1',
    JSON.stringify(entry),
    JSON.stringify({ ...entry, version: 2 }),
    ...['key', 'fingerprint', 'createdAt', 'state', 'isShared'].map((name) =>
      JSON.stringify({ version: 1, ...entry, [name]: null }),
    ),
    JSON.stringify({ version: 1, ...entry, state: 'done' }),
    JSON.stringify({ version: 1, ...entry, reference: 7 }),
  ])('does not understand %p', (text) => expect(parseEntry(text)).toBeUndefined());
});
