import { describe, expect, it } from '@jest/globals';
import { readEnvelope } from './envelope.ts';

const envelope = {
  messageId: '01936d3e-5b7a-7c3e-9f41-2b8d7c1e0a55',
  traceparent: null,
  payload: { any: ['thing'] },
};

describe('readEnvelope', () => {
  it('reads what the relay writes', () => {
    expect(readEnvelope(envelope)).toEqual(envelope);
  });

  it.each([null, 'text', {}, { ...envelope, messageId: '42' }, { ...envelope, traceparent: 7 }])(
    'takes %j for no envelope',
    (data) => {
      expect(readEnvelope(data)).toBeUndefined();
    },
  );
});
