import { describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { reportResponse } from './http-edge.ts';
import { createLogger } from '../logging/logger.ts';

interface Line {
  readonly msg: string;
  readonly replayed?: unknown;
}

/** The log line of one `POST /checkouts`. */
async function lineOf(responseHeaders: Record<string, string>): Promise<Line | undefined> {
  const lines: Line[] = [];
  const write = (text: string): void => void lines.push(JSON.parse(text) as Line);
  const server = fastify();
  const logger = createLogger('checkout', { LOG_LEVEL: 'info', LOG_FORMAT: 'json' }, { write });
  server.addHook('onResponse', (request, reply, done) => {
    reportResponse(request, reply, logger);
    done();
  });
  server.post('/checkouts', (_request, reply) => reply.code(201).headers(responseHeaders).send({}));
  await server.inject({ method: 'POST', url: '/checkouts' });
  await server.close();
  return lines[0];
}

describe('the log line of a request', () => {
  it('marks a replay as one', async () => {
    const line = await lineOf({ 'idempotent-replayed': 'true' });
    expect(line).toMatchObject({
      replayed: true,
      msg: expect.stringMatching(/^POST \/checkouts 201 replayed \d+ ms$/),
    });
  });

  it('mentions no replay when the operation ran', async () => {
    const line = await lineOf({});
    expect(line?.msg).toMatch(/^POST \/checkouts 201 \d+ ms$/);
    expect(line).not.toHaveProperty('replayed');
  });
});
