import { expect, it } from '@jest/globals';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { abortable } from './abortable-agent.ts';

it('destroys a request whose signal was aborted before it began', async () => {
  const reason = new Error('the attempt is over');
  const agent = abortable(new Agent(), AbortSignal.abort(reason));
  const [error] = (await once(request({ host: '127.0.0.1', port: 1, agent }), 'error')) as [Error];
  expect(error).toBe(reason);
});
