import { type Protocol } from '@holdfast/lab-api';
import { describe, expect, it } from '@jest/globals';
import { frame, framedEverywhere, type Turn } from '../fixtures/framed.ts';

/** `> POST /a 1`: direction, label and exchange of each message, wherever the bytes are cut. */
function exchanged(protocol: Protocol, turns: readonly Turn[]): string[] {
  framedEverywhere(protocol, turns);
  const { cuts, exchanges } = frame(protocol, turns);
  return cuts.map(([direction, label], index) => `${direction} ${label} ${exchanges[index] ?? '-'}`);
}

const sized = (type: string, payload: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(payload.length + 4);
  return Buffer.concat([Buffer.from(type), length, payload]);
};
const query = (sql: string): Buffer => sized('Q', Buffer.from(`${sql}\0`));
const done = (tag: string): Buffer => sized('C', Buffer.from(`${tag}\0`));
const ready = sized('Z', Buffer.from('I'));
const startup = sized('', Buffer.from('\0\x03\0\0user\0a\0\0'));
const authenticated = sized('R', Buffer.alloc(4));

describe('the exchange of a message', () => {
  it('is shared by pipelined HTTP requests and their responses', () => {
    expect(
      exchanged('http', [
        ['>', 'GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n'],
        ['<', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\naHTTP/1.1 204 No Content\r\n\r\n'],
      ]),
    ).toEqual(['> GET /a 1', '> GET /b 2', '< 200 GET /a 1', '< 204 GET /b 2']);
  });

  it('covers the head, the interim response and the body of one HTTP request', () => {
    expect(
      exchanged('http', [
        ['>', 'POST /a HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 1\r\n\r\n'],
        ['<', 'HTTP/1.1 100 Continue\r\n\r\n'],
        ['>', 'x'],
        ['<', 'HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n'],
      ]),
    ).toEqual(['> POST /a (head) 1', '< 100 POST /a 1', '> POST /a 1', '< 201 POST /a 1']);
  });

  it('is shared by a statement and its whole response', () => {
    expect(
      exchanged('postgres', [
        ['>', startup],
        ['<', Buffer.concat([authenticated, ready])],
        ['>', Buffer.concat([query('BEGIN'), query('COPY orders FROM STDIN')])],
        ['<', Buffer.concat([done('BEGIN'), ready, sized('G', Buffer.alloc(3))])],
        ['>', sized('c', Buffer.alloc(0))],
        ['<', Buffer.concat([done('COPY 1'), ready])],
      ]),
    ).toEqual([
      '> startup 1',
      '< startup 1',
      '> BEGIN 2',
      '> copy orders 3',
      '< BEGIN 2',
      '< copy orders 3',
      '> copy data 3',
      '< copy orders 3',
    ]);
  });

  it('is shared by a Redis command and its reply; a push has none', () => {
    expect(
      exchanged('redis', [
        ['>', 'GET a\r\nGET b\r\n'],
        ['<', '$1\r\n1\r\n>1\r\n+hello\r\n$1\r\n2\r\n'],
      ]),
    ).toEqual(['> GET 1', '> GET 2', '< GET 1', '< push -', '< GET 2']);
  });

  it('is shared by an SMTP verb and its reply; a greeting has none', () => {
    expect(
      exchanged('smtp', [
        ['<', '220 hello\r\n'],
        ['>', 'MAIL FROM:<a@example.com>\r\n'],
        ['<', '250 ok\r\n'],
        ['>', 'DATA\r\n'],
        ['<', '354 go\r\n'],
        ['>', 'Hello\r\n.\r\n'],
        ['<', '250 queued\r\n'],
      ]),
    ).toEqual([
      '< 220 greeting -',
      '> MAIL 1',
      '< 250 MAIL 1',
      '> DATA 2',
      '< 354 DATA 2',
      '> DATA content 3',
      '< 250 DATA content 3',
    ]);
  });
});
