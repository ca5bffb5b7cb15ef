import { describe, expect, it } from '@jest/globals';
import { readResponse } from './api-response.ts';

const now = Date.parse('2026-01-15T00:00:00Z');
const problemType = 'application/problem+json';

const read = (body: string, contentType: string, status = 200, headers: Record<string, string> = {}) =>
  readResponse(new Response(body, { status, headers: { 'content-type': contentType, ...headers } }), now);

describe('readResponse', () => {
  it.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON ;x=y'])(
    'believes JSON that is called %s',
    async (contentType) => {
      expect(await read('{"a":1}', contentType)).toMatchObject({ json: { a: 1 }, problem: undefined });
    },
  );

  it.each([
    ['{"a":1}', 'text/html'],
    ['{"a":1}', 'application/jsonp'],
    ['{"a":1', 'application/json'],
    ['', 'application/json'],
    ['<html>', 'application/json'],
  ])('does not believe %p that is called %s', async (body, contentType) => {
    expect((await read(body, contentType)).json).toBeUndefined();
  });

  it('accepts a problem whose status matches', async () => {
    const problem = { code: 'card_declined', status: 402, declineCode: 'expired_card' };
    const answer = await read(JSON.stringify(problem), problemType, 402);
    expect(answer).toMatchObject({ problem, json: undefined });
  });

  it.each([
    ['{"code":"card_declined","status":402}', 'application/json'],
    ['{"code":"card_declined","status":500}', problemType],
    ['{"code":"card_declined"}', problemType],
    ['{"code":7,"status":402}', problemType],
    ['{"code":"","status":402}', problemType],
    ['["card_declined"]', problemType],
    ['null', problemType],
  ])('takes %s as %s for no problem', async (body, contentType) => {
    expect((await read(body, contentType, 402)).problem).toBeUndefined();
  });

  it.each([
    ['true', true],
    ['false', false],
    ['1', false],
  ])('with Idempotent-Replayed: %s', async (value, isReplay) => {
    expect(await read('{}', 'application/json', 201, { 'idempotent-replayed': value })).toMatchObject({
      isReplay,
    });
  });

  it('uses the longer of the header and the body of a problem as the pause', async () => {
    const body = JSON.stringify({ code: 'service_unavailable', status: 503, retryAfterSeconds: 3 });
    const pauseOf = async (headers: Record<string, string>): Promise<unknown> =>
      (await read(body, problemType, 503, headers)).retryAfterMs;
    expect(await pauseOf({})).toBe(3_000);
    expect(await pauseOf({ 'retry-after': '1' })).toBe(3_000);
    expect(await pauseOf({ 'retry-after': '9' })).toBe(9_000);
  });

  it('counts a date in Retry-After from the server’s clock, not from ours', async () => {
    const headers = {
      date: 'Fri, 16 Jan 2026 12:00:00 GMT',
      'retry-after': 'Fri, 16 Jan 2026 12:00:02 GMT',
    };
    expect(await read('', 'text/plain', 503, headers)).toMatchObject({ retryAfterMs: 2_000 });
  });
});
