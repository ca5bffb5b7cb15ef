import { describe, expect, it } from '@jest/globals';
import { frame, framedEverywhere } from '../../fixtures/framed.ts';
import { holdLimit } from '../byte-reader.ts';

const post = 'POST /payments HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello';
const created = 'HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}';

describe('HTTP', () => {
  it('is split into requests and responses on a kept-alive connection', () => {
    expect(
      framedEverywhere('http', [
        ['>', post],
        ['<', created],
        ['>', 'GET /orders/42?x=1 HTTP/1.1\r\nHost: x\r\n\r\n'],
        ['<', 'HTTP/1.1 204 No Content\r\n\r\n'],
      ]),
    ).toEqual([
      ['>', 'POST /payments', false],
      ['<', '201 POST /payments', false],
      ['>', 'GET /orders/:id', false],
      ['<', '204 GET /orders/:id', false],
    ]);
  });

  it('matches responses to pipelined requests in order', () => {
    const answers = `${created}HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n`;
    expect(
      frame('http', [
        ['>', `${post}GET /x HTTP/1.1\r\n\r\n`],
        ['<', answers],
      ]).cuts,
    ).toEqual([
      ['>', 'POST /payments', false],
      ['>', 'GET /x', false],
      ['<', '201 POST /payments', false],
      ['<', '404 GET /x', false],
    ]);
  });

  it('follows chunked bodies with extensions and trailers', () => {
    const body = '4;a=b\r\nWiki\r\n10\r\n0123456789abcdef\r\n0\r\nX-Trailer: 1\r\n\r\n';
    const chunked = `Transfer-Encoding: chunked\r\n\r\n${body}`;
    expect(
      framedEverywhere('http', [
        ['>', `PUT /a HTTP/1.1\r\n${chunked}`],
        ['<', `HTTP/1.1 200 OK\r\n${chunked}`],
        ['>', post],
      ]),
    ).toEqual([
      ['>', 'PUT /a', false],
      ['<', '200 PUT /a', false],
      ['>', 'POST /payments', false],
    ]);
  });

  it.each([
    ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n', '200 HEAD /x'],
    ['GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\n\r\n', '304 GET /x'],
  ])('expects no body after %s and %s', (method, answer, label) => {
    expect(
      framedEverywhere('http', [
        ['>', `${method} /x HTTP/1.1\r\n\r\n`],
        ['<', answer],
        ['>', post],
        ['<', created],
      ]),
    ).toEqual([
      ['>', `${method} /x`, false],
      ['<', label, false],
      ['>', 'POST /payments', false],
      ['<', '201 POST /payments', false],
    ]);
  });

  it('forwards the head first if the client waits for 100 Continue', () => {
    const [head = '', body = ''] = post.replace('Host: x', 'Expect: 100-continue').split(/(?<=\r\n\r\n)/);
    expect(
      framedEverywhere('http', [
        ['>', head],
        ['<', 'HTTP/1.1 100 Continue\r\n\r\n'],
        ['>', body],
        ['<', created],
      ]).map(([, label]) => label),
    ).toEqual(['POST /payments (head)', '100 POST /payments', 'POST /payments', '201 POST /payments']);
  });

  it('reads a body without a length to the end of the stream', () => {
    expect(
      framedEverywhere('http', [
        ['>', 'GET /x HTTP/1.0\r\n\r\n'],
        ['<', 'HTTP/1.0 200 OK\r\n\r\nall there is'],
      ]),
    ).toEqual([
      ['>', 'GET /x', false],
      ['<', '200 GET /x', false],
    ]);
  });

  it('forwards the events of a stream as they arrive', () => {
    const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n';
    expect(
      frame('http', [
        ['>', 'GET /events HTTP/1.1\r\n\r\n'],
        ['<', head],
        ['<', 'data: 1\n\n'],
      ]).cuts.map(([, label]) => label),
    ).toEqual(['GET /events', '200 GET /events', 'unlabeled']);
  });

  it('forwards other protocols, and everything after an upgrade, as it arrives', () => {
    expect(frame('http', [['>', '\u0016\u0003\u0001 a TLS hello']]).cuts).toEqual([
      ['>', 'unlabeled', false],
    ]);
    const upgraded = frame('http', [
      ['>', 'GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n\r\n'],
      ['<', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
      ['>', 'a frame'],
      ['<', 'another'],
    ]);
    expect(upgraded.cuts.slice(2)).toEqual([
      ['>', 'unlabeled', false],
      ['<', 'unlabeled', false],
    ]);
  });

  it('does not hold a body above the limit', () => {
    const size = holdLimit * 2;
    const { cuts, sent } = frame(
      'http',
      [['>', `POST /big HTTP/1.1\r\nContent-Length: ${size}\r\n\r\n${'x'.repeat(size)}${post}`]],
      holdLimit + 1_000,
    );
    expect(cuts.map(([, label]) => label)).toEqual(['unlabeled', 'POST /payments']);
    expect(sent['>']).toHaveLength(size + post.length + 48);
  });

  it.each([
    ['/health/ready', true],
    ['/metrics', true],
    ['/metricsx', false],
    ['/products', false],
  ])('marks %s as background: %s', (path, isBackground) => {
    expect(frame('http', [['>', `GET ${path} HTTP/1.1\r\n\r\n`]]).cuts[0]?.[2]).toBe(isBackground);
  });

  it.each([
    ['u=7', ['>', 'GET /v1/refunds (background)', true], ['<', '204 GET /v1/refunds (background)', true]],
    ['i, u=7', ['>', 'GET /v1/refunds (background)', true], ['<', '204 GET /v1/refunds (background)', true]],
    ['u=1', ['>', 'GET /v1/refunds', false], ['<', '204 GET /v1/refunds', false]],
  ])('labels a request of priority %s, and its response', (priority, ...cuts) => {
    const request = `GET /v1/refunds?limit=1 HTTP/1.1\r\nPriority: ${priority}\r\n\r\n`;
    expect(
      frame('http', [
        ['>', request],
        ['<', 'HTTP/1.1 204 No Content\r\n\r\n'],
      ]).cuts,
    ).toEqual(cuts);
  });
});
