/**
 * A payment provider that takes about 2 ms per charge. `GET /` returns the number of charges per caller.
 */
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { readProviderConfig } from './provider.config.ts';

const answerMs = 2;
const charges: Record<string, number> = {};

const server = createServer((request, response) => {
  const answer = (status: number, body: unknown): void =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (request.method === 'GET') return answer(200, charges);
  const caller = request.url ?? '/';
  const number = (charges[caller] = (charges[caller] ?? 0) + 1);
  request.resume();
  void sleep(answerMs).then(() => answer(201, { paymentId: `pay_${number}` }));
});
// Node would close kept connections after 5 s, and a charge sent at that moment would be lost.
server.keepAliveTimeout = 600_000;
const { HOST, PORT } = readProviderConfig();
server.listen(PORT, HOST);
process.once('SIGTERM', () => process.exit(0));
