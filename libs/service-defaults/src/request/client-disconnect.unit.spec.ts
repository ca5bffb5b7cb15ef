import { describe, expect, it } from '@jest/globals';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { ClientDisconnected, ClientDisconnect } from './client-disconnect.ts';

function aResponse(): ServerResponse {
  return new ServerResponse(new IncomingMessage(new Socket()));
}

describe('ClientDisconnect', () => {
  it('adds no listener before first use, and one for any number of uses', () => {
    const response = aResponse();
    const disconnect = new ClientDisconnect(response);
    expect(response.listenerCount('close')).toBe(0);
    expect(disconnect.signal).toBe(disconnect.signal);
    expect(response.listenerCount('close')).toBe(1);
  });

  it('is aborted from the start if the client has disconnected', () => {
    const response = aResponse().destroy();
    const { signal } = new ClientDisconnect(response);
    expect([signal.aborted, signal.reason]).toEqual([true, new ClientDisconnected()]);
    expect(response.listenerCount('close')).toBe(0);
  });
});
