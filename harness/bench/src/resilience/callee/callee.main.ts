/**
 * The server that the benchmarks call. `GET /503/NAME` returns 503 and counts it for NAME; any other status
 * works the same way. `GET /` returns the counts, `GET /health/ready` returns 200.
 */
import { createServer } from 'node:http';
import { readCalleeConfig } from './callee.config.ts';

const counts: Record<string, number> = {};
const ready = '/health/ready';

const server = createServer((request, response) => {
  const { url = '/' } = request;
  const answer = (status: number, body: unknown): void => {
    const text = JSON.stringify(body);
    response
      .writeHead(status, { 'content-type': 'application/json', 'content-length': text.length })
      .end(text);
  };
  if (url === '/' || url === ready) return answer(200, counts);
  const [, status, name = ''] = url.split('/');
  counts[name] = (counts[name] ?? 0) + 1;
  answer(Number(status), { products: ['tea', 'mug'] });
});
// Node would close kept connections after 5 s, and a request sent at that moment would be lost.
server.keepAliveTimeout = 600_000;
const { HOST, PORT } = readCalleeConfig();
server.listen(PORT, HOST);
process.once('SIGTERM', () => process.exit(0));
