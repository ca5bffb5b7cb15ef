import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { DocumentedAnswers } from './documented-answers.ts';

let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/cut') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{', () => response.destroy());
      return;
    }
    response.writeHead(request.method === 'POST' ? 418 : 200, { 'content-type': 'application/json' });
    response.end(request.url === '/resilience' ? '{"dependencies":[]}' : '{"emails":"none"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

describe('an answer to fetch', () => {
  it('can be read if it is as documented', async () => {
    const answers = new DocumentedAnswers('email');
    const response = await fetch(`${answers.from(url)}/resilience`);
    expect(await response.json()).toEqual({ dependencies: [] });
    answers.verify();
  });

  it('fails the test that gets it, and again at the end, if it is not', async () => {
    const answers = new DocumentedAnswers('email');
    answers.from(url);
    await expect(fetch(`${url}/emails?orderId=ord_1`)).rejects.toThrow(
      /GET \/emails returned 200: .*\n.*emails/,
    );
    await expect(fetch(new Request(`${url}/emails`, { method: 'POST' }))).rejects.toThrow(
      /POST \/emails .* 418/,
    );
    expect(() => answers.verify()).toThrow(/GET \/emails(.|\n)*POST \/emails/);
  });

  it('is not checked if it comes from another server', async () => {
    const answers = new DocumentedAnswers('email');
    answers.from(url);
    expect(() => answers.verify()).not.toThrow();
    expect((await fetch(`${url}/emails`)).status).toBe(200);
  });

  it('is left to the test if its connection breaks', async () => {
    const answers = new DocumentedAnswers('email');
    const response = await fetch(`${answers.from(url)}/cut`);
    await expect(response.text()).rejects.toThrow();
    answers.verify();
  });
});
