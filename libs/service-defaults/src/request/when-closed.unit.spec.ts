import { describe, expect, it } from '@jest/globals';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { whenClosed } from './when-closed.ts';

describe('whenClosed', () => {
  it('runs all work in order when the response closes, with one listener', () => {
    const response = new ServerResponse(new IncomingMessage(new Socket()));
    const ran: number[] = [];
    for (const n of [1, 2, 3]) whenClosed(response, () => void ran.push(n));
    expect([response.listenerCount('close'), ran]).toEqual([1, []]);
    response.emit('close');
    expect(ran).toEqual([1, 2, 3]);
  });
});
