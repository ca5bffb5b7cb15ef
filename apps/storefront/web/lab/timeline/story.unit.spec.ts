import { describe, expect, it } from '@jest/globals';
import { type LabEvent } from '@holdfast/lab-api';
import { messagesOf } from './following.ts';
import { lostAnswer, newMessage, orderId, start } from './lost-answer.fixture.ts';
import { type Move } from './moves.ts';
import { TimelineRecord } from './record.ts';
import { leadOf, storyOf, type StoryRow } from './story.ts';

const messagesIn = (events: readonly LabEvent[]) => {
  const record = new TimelineRecord();
  record.ingest(events);
  return messagesOf(orderId, record.all());
};

function rowText(row: StoryRow): string {
  switch (row.kind) {
    case 'message':
      return `${row.sighting.label}${row.waitedMs === null ? '' : ` after ${Math.round(row.waitedMs)} ms`}`;
    case 'step':
      return `${row.step === 'taken' ? row.sighting.to : row.sighting.from} ${row.step}`;
    case 'move':
      return row.move.words;
    case 'wait':
      return `waited ${row.ms} ms${row.repeatedBy === null ? '' : `, ${row.repeatedBy} tries again`}`;
  }
}

describe('the story of an order', () => {
  it('shows the lost response from top to bottom', () => {
    expect(storyOf(messagesIn(lostAnswer()), [], false).map(rowText)).toEqual([
      'POST /checkouts',
      'checkout saved',
      'POST /payments',
      'payments saved',
      'POST /v1/payment_intents',
      '200 POST /v1/payment_intents',
      'POST /webhooks/stripe',
      'POST /webhooks/stripe',
      'POST /webhooks/stripe',
      '200 POST /webhooks/stripe',
      'payments outbox',
      '200 POST /webhooks/stripe',
      '200 POST /webhooks/stripe',
      'payments queued',
      'checkout taken',
      'POST /v1/payment_intents after 77 ms',
      '200 POST /v1/payment_intents',
      'payments outbox',
      '201 POST /payments',
      'checkout outbox',
      'checkout outbox',
      '201 POST /checkouts',
      'checkout queued',
      'recommendations taken',
      'checkout queued',
      'recommendations saved',
      'email taken',
      'email saved',
      'DATA content',
      '250 DATA content',
    ]);
  });

  it('shows every statement when the stores are open', () => {
    const rows = storyOf(messagesIn(lostAnswer()), [], true);
    expect(rows.every(({ kind }) => kind === 'message')).toBe(true);
    expect(rows.map(rowText)).toContain('update payment + insert outbox + update idempotency_key');
  });

  it('says how long it waited before an attempt, and what happened meanwhile', () => {
    const request = { key: 'k1', orders: [orderId] };
    const events = [
      { number: 1, exchange: 1, ...request },
      { number: 2, exchange: 2, at: start + 2_100, ...request },
    ].map((part): LabEvent => ({ type: 'message', message: newMessage(part) }));
    const down: Move = { kind: 'process', at: start + 100, lane: 'payments', words: 'payments: down' };
    const later: Move = { ...down, at: start + 9_000, words: 'payments: ready' };
    expect(storyOf(messagesIn(events), [down, later], false).map(rowText)).toEqual([
      'POST /payments',
      'payments: down',
      'waited 2000 ms, checkout tries again',
      'POST /payments after 2100 ms',
    ]);
  });

  it('is empty without messages', () => {
    expect(storyOf([], [], false)).toEqual([]);
  });

  it('comes down to attempts and losses', () => {
    expect(leadOf(messagesIn(lostAnswer()))).toEqual({
      repeated: { label: 'POST /v1/payment_intents', attempts: 2, isSameKey: true },
      lost: 1,
    });
    expect(leadOf([])).toEqual({ repeated: null, lost: 0 });
  });
});
