import { type Direction, type Message, type Protocol } from '@holdfast/lab-api';
import { describe, expect, it } from '@jest/globals';
import { readable } from './readable.ts';

const of = (protocol: Protocol, direction: Direction, text: string) =>
  readable({ protocol, direction } as Message, Buffer.from(text));

const frame = (type: string, payload: string): string =>
  `${type}\0\0\0${String.fromCharCode(payload.length + 4)}${payload}`;

describe('the bytes of a message as text', () => {
  it('are the head and the body of HTTP', () => {
    expect(of('http', 'request', 'POST /a HTTP/1.1\r\nhost: x\r\n\r\n{"a":"é"}')).toEqual({
      head: 'POST /a HTTP/1.1\r\nhost: x',
      body: '{"a":"é"}',
    });
    expect(of('http', 'request', 'GET /cut HTTP/1.1\r\nho').body).toBe('');
  });

  it('are the messages of the Postgres protocol, the last one possibly cut off', () => {
    const sql = 'SELECT 1';
    expect(of('postgres', 'request', frame('P', `s\0${sql}\0\0\0`) + frame('S', '') + 'B\0\0\0')).toEqual({
      head: 'Parse, Sync',
      body: `Parse s·${sql}\nSync`,
    });
    expect(of('postgres', 'response', frame('C', 'SELECT 1\0') + `D\0\0\x01\0cut`)).toEqual({
      head: 'CommandComplete, DataRow',
      body: 'CommandComplete SELECT 1\nDataRow cut',
    });
  });

  it('are the words of a Redis command, without their lengths', () => {
    expect(of('redis', 'request', '*3\r\n$3\r\nSET\r\n$1\r\na\r\n$4\r\nb\r\nc\r\n')).toEqual({
      head: 'SET',
      body: 'a\nb\r\nc',
    });
    expect(of('redis', 'response', ':1\r\n')).toEqual({ head: ':1', body: '' });
  });

  it('are the first line of SMTP and the rest', () => {
    expect(of('smtp', 'response', '250-a\r\n250 b\r\n')).toEqual({ head: '250-a', body: '250 b\r\n' });
  });
});
