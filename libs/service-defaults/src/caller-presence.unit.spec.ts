import { describe, expect, it } from '@jest/globals';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { CallerLeft, CallerPresence } from './caller-presence.ts';

function aResponse(): ServerResponse {
  return new ServerResponse(new IncomingMessage(new Socket()));
}

describe('CallerPresence', () => {
  it('listens to nothing before somebody asks, and once however many ask', () => {
    const response = aResponse();
    const presence = new CallerPresence(response);
    expect(response.listenerCount('close')).toBe(0);
    expect(presence.signal).toBe(presence.signal);
    expect(response.listenerCount('close')).toBe(1);
  });

  it('is aborted from the start when the caller has already left', () => {
    const response = aResponse().destroy();
    const { signal } = new CallerPresence(response);
    expect([signal.aborted, signal.reason]).toEqual([true, new CallerLeft()]);
    expect(response.listenerCount('close')).toBe(0);
  });
});
