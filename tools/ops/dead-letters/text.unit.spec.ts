import { describe, expect, it } from '@jest/globals';
import { type Entry } from './entry.ts';
import { commandsFor, reasonIn, stateText, tooOldText } from './text.ts';

const now = Date.parse('2026-11-25T12:00:00Z');
const givenUp: Entry = {
  kind: 'given_up',
  messageId: '019a7c52-e1b4-7d0f-9c3a-b6e4d2f81a05',
  queue: 'email',
  name: 'send-receipt',
  reason: 'no such\n  mailbox',
  attempts: 20,
  addedAt: new Date('2026-11-25T10:58:00Z'),
  diedAt: new Date('2026-11-25T11:00:00Z'),
  consumer: 'host:7',
  traceparent: undefined,
  payload: {},
};
const { messageId, queue, name, reason, diedAt, payload } = givenUp;
const neverPublished: Entry = {
  kind: 'never_published',
  service: 'checkout',
  messageId,
  queue,
  name,
  reason,
  diedAt,
  payload,
};

describe('a dead letter', () => {
  it('shows its place, its age and its attempts', () => {
    expect(stateText(givenUp, now)).toBe('failed permanently on queue email 60 min ago, after 20 attempts');
    expect(stateText({ ...givenUp, attempts: 1 }, now)).toMatch(/after one attempt$/);
    expect(stateText(neverPublished, now)).toBe(
      'never reached queue email: dead in the outbox of checkout, 60 min ago',
    );
  });

  it('gives its reason on one line, and rewords those of BullMQ', () => {
    expect(reasonIn(givenUp)).toBe('no such mailbox');
    expect(reasonIn({ ...givenUp, reason: 'job stalled more than allowable limit' })).toMatch(
      /^Every process that handled it crashed/,
    );
  });

  it('offers to remove a failed message, but not an unpublished one', () => {
    expect(commandsFor(givenUp, ' --queue-url x')).toEqual([
      `npm run ops -- dead-letters retry ${messageId} --queue-url x`,
      `npm run ops -- dead-letters remove ${messageId} --queue-url x`,
    ]);
    expect(commandsFor(neverPublished, '')).toEqual([`npm run ops -- dead-letters retry ${messageId}`]);
  });

  it('explains the risk of --anyway', () => {
    expect(tooOldText(messageId)).toMatch(/30 days.*twice.*--anyway/);
  });
});
