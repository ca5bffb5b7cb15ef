import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { frame, framedEverywhere } from '../../fixtures/framed.ts';

const command = (...words: string[]): string =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;

const { addStandardJob, moveStalledJobsToWait } = createRequire(import.meta.url)(
  'bullmq/dist/cjs/scripts/index.js',
) as Record<string, { content: string }>;
const sha = (script: string | undefined): string =>
  createHash('sha1')
    .update(script ?? '')
    .digest('hex');

describe('the Redis protocol', () => {
  it('is split into commands and replies, in order', () => {
    expect(
      framedEverywhere('redis', [
        ['>', command('SET', 'a', 'b\r\nc') + command('GET', 'a')],
        ['<', '+OK\r\n$4\r\nb\r\nc\r\n'],
        ['>', command('LRANGE', 'l', '0', '-1')],
        ['<', '*3\r\n$1\r\nx\r\n*2\r\n:1\r\n$-1\r\n*0\r\n'],
      ]),
    ).toEqual([
      ['>', 'SET', false],
      ['>', 'GET', false],
      ['<', 'SET', false],
      ['<', 'GET', false],
      ['>', 'LRANGE', false],
      ['<', 'LRANGE', false],
    ]);
  });

  it('understands the types of RESP 3', () => {
    const map = '%1\r\n+proto\r\n:3\r\n';
    const attributed = '|1\r\n+ttl\r\n:1\r\n~2\r\n#t\r\n_\r\n';
    const push = '>2\r\n$7\r\nmessage\r\n,1.5\r\n';
    expect(
      framedEverywhere('redis', [
        ['>', command('HELLO', '3') + command('SMEMBERS', 's')],
        ['<', `${map}${push}${attributed}`],
      ]),
    ).toEqual([
      ['>', 'HELLO', true],
      ['>', 'SMEMBERS', false],
      ['<', 'HELLO', true],
      ['<', 'push', true],
      ['<', 'SMEMBERS', false],
    ]);
  });

  it('names the scripts of BullMQ, sent as text or by hash', () => {
    const cuts = framedEverywhere('redis', [
      ['>', command('EVALSHA', sha(addStandardJob?.content), '1', 'k')],
      ['<', '-NOSCRIPT No matching script.\r\n'],
      ['>', command('EVAL', '-- tidy up\nreturn 1', '0')],
      ['>', command('EVALSHA', sha(moveStalledJobsToWait?.content), '0')],
      ['>', command('EVALSHA', 'ffffffffffffffffffffffffffffffffffffffff', '0')],
    ]);
    expect(cuts).toEqual([
      ['>', 'EVALSHA addStandardJob', false],
      ['<', 'EVALSHA addStandardJob', false],
      ['>', 'EVALSHA tidy up', false],
      ['>', 'EVALSHA moveStalledJobsToWait', true],
      ['>', 'EVALSHA ffffffff', false],
    ]);
    const whole = frame('redis', [['>', command('EVAL', addStandardJob?.content ?? '', '0')]]);
    expect(whole.cuts).toEqual([['>', 'EVALSHA addStandardJob', false]]);
  });

  it('marks polls, setup and the check of the queue generation as background', () => {
    const generation = 'holdfast:queue-generation';
    const sequence = [
      ['BZPOPMIN', 'queue', '5'],
      ['CLIENT', 'SETNAME', 'x'],
      ['MULTI'],
      ['SET', generation, 'x'],
      ['INFO'],
      ['EXEC'],
      ['MULTI'],
      ['SET', 'cache', 'x'],
      ['EXEC'],
    ];
    const { cuts } = frame('redis', [['>', sequence.map((words) => command(...words)).join('')]]);
    expect(cuts.map(([, , isBackground]) => isBackground)).toEqual([
      ...[true, true],
      ...[true, true, true, true],
      ...[true, false, false],
    ]);
  });

  it('expects a reply for each channel, and unsolicited messages', () => {
    const message = '*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\nx\r\n';
    const subscribed = '*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n';
    expect(
      frame('redis', [
        ['>', command('SUBSCRIBE', 'a', 'b')],
        ['<', `${subscribed}${subscribed}${message}`],
      ]).cuts.map(([, label]) => label),
    ).toEqual(['SUBSCRIBE', 'SUBSCRIBE', 'SUBSCRIBE', 'push']);
  });

  it('accepts an inline command, and forwards invalid replies as they arrive', () => {
    expect(framedEverywhere('redis', [['>', 'PING\r\n']])).toEqual([['>', 'PING', true]]);
    expect(frame('redis', [['<', 'HTTP/1.1 400\r\n\r\n']]).cuts).toEqual([['<', 'unlabeled', false]]);
  });
});
