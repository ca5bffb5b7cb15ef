import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LiveSimulator } from './live-simulator.ts';
import { Timeline } from '@holdfast/engine';

const bank = http.createServer();

beforeEach(() => new Promise<void>((resolve) => bank.listen(0, '127.0.0.1', resolve)));
afterEach(() => {
  bank.close();
});

describe('a response to the bank', () => {
  it('is recorded in whole milliseconds from when it was sent, even if the bank took it and its answer was lost', async () => {
    let takenAt: number | undefined;
    bank.on('request', (request, response) => {
      if (takenAt !== undefined) return response.writeHead(409).end();
      takenAt = Date.now();
      return request.socket.destroy();
    });
    const { port } = bank.address() as AddressInfo;
    const simulator = new LiveSimulator(`http://127.0.0.1:${port}`, new Timeline(), 'sk_test_x');
    const page = 'http://stripe.example/3d_secure/pi_1?attempt=1';
    await expect(simulator.confirmWithBank(page)).rejects.toThrow('fetch failed');
    await simulator.confirmWithBank(page);
    expect(simulator.bankResponses).toMatchObject([
      { intentId: 'pi_1', response: 'confirm', isTaken: false },
      { intentId: 'pi_1', response: 'confirm', isTaken: false },
    ]);
    const at = Number(simulator.bankResponses[0]?.at);
    expect(Number.isInteger(at) && at <= Number(takenAt)).toBe(true);
  });
});
