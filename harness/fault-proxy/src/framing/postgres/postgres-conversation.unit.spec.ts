import { describe, expect, it } from '@jest/globals';
import { frame, framedEverywhere, type Turn } from '../../fixtures/framed.ts';

const sized = (type: string, payload: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(payload.length + 4);
  return Buffer.concat([Buffer.from(type), length, payload]);
};
const text = (type: string, ...words: string[]): Buffer =>
  sized(type, Buffer.from(words.map((word) => `${word}\0`).join('')));
const numbers = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeInt32BE(value, index * 4));
  return bytes;
};
const join = (...parts: Buffer[]): Buffer => Buffer.concat(parts);

const startup = sized('', join(numbers(196_608), Buffer.from('user\0a\0\0')));
const sslRequest = sized('', numbers(80_877_103));
const [sync, flush] = [sized('S', Buffer.alloc(0)), sized('H', Buffer.alloc(0))];
const ready = sized('Z', Buffer.from('I'));
const done = (tag: string): Buffer => text('C', tag);
const authOk = sized('R', numbers(0));
const query = (sql: string): Buffer => text('Q', sql);
const run = (statement: string, portal = ''): Buffer =>
  join(text('B', portal, statement), sized('E', join(Buffer.from(`${portal}\0`), numbers(0))));

const opened: readonly Turn[] = [
  ['>', startup],
  ['<', join(authOk, text('S', 'server_version', '18'), ready)],
];
const afterOpening = (...turns: Turn[]) => framedEverywhere('postgres', [...opened, ...turns]).slice(2);

describe('the Postgres protocol', () => {
  it('starts with a TLS request and a password', () => {
    expect(
      framedEverywhere('postgres', [
        ['>', sslRequest],
        ['<', 'N'],
        ['>', startup],
        ['<', sized('R', join(numbers(10), Buffer.from('SCRAM-SHA-256\0\0')))],
        ['>', text('p', 'SCRAM-SHA-256')],
        ['<', sized('R', join(numbers(11), Buffer.from('r=1')))],
        ['>', text('p', 'c=biws')],
        ['<', join(sized('R', join(numbers(12), Buffer.from('v=2'))), authOk, ready)],
        ['>', query('COMMIT')],
      ]),
    ).toEqual([
      ['>', 'ssl request', true],
      ['<', 'ssl request', true],
      ['>', 'startup', true],
      ['<', 'startup', true],
      ['>', 'authenticate', true],
      ['<', 'authenticate', true],
      ['>', 'authenticate', true],
      ['<', 'authenticate', true],
      ['>', 'COMMIT', true],
    ]);
  });

  it('forwards TLS as it arrives', () => {
    const { cuts } = frame('postgres', [
      ['>', sslRequest],
      ['<', 'S'],
      ['<', 'a hello of the server'],
    ]);
    expect(cuts.at(-1)).toEqual(['<', 'unlabeled', false]);
  });

  it('treats a simple query and its whole response as one message each', () => {
    const rows = join(text('T', 'x'), text('D', 'a'), text('D', 'b'), done('SELECT 2'), ready);
    expect(afterOpening(['>', query('SELECT * FROM orders')], ['<', rows])).toEqual([
      ['>', 'select orders', false],
      ['<', 'select orders', false],
    ]);
  });

  it('joins the statements of a pipeline up to its Sync', () => {
    const pipeline = join(
      text('P', '', 'INSERT INTO orders VALUES (1)'),
      run(''),
      text('P', '', 'INSERT INTO outbox VALUES (1)'),
      run(''),
      sync,
    );
    expect(afterOpening(['>', pipeline], ['<', join(done('INSERT 0 1'), done('INSERT 0 1'), ready)])).toEqual(
      [
        ['>', 'insert orders + insert outbox', false],
        ['<', 'insert orders + insert outbox', false],
      ],
    );
  });

  it('recognizes a prepared statement by its name', () => {
    expect(
      afterOpening(
        ['>', join(text('P', 'one', 'UPDATE keys SET a = 1'), sync)],
        ['<', ready],
        ['>', join(text('P', 'two', 'DELETE FROM keys'), sync)],
        ['<', ready],
        ['>', join(run('one', 'portal'), sync)],
      ),
    ).toEqual([
      ['>', 'prepare', false],
      ['<', 'prepare', false],
      ['>', 'prepare', false],
      ['<', 'prepare', false],
      ['>', 'update keys', false],
    ]);
  });

  it('knows the texts of the prepared statements that a message only names', () => {
    const { statements } = frame('postgres', [
      ...opened,
      ['>', join(text('P', 'one', 'UPDATE keys SET a = 1'), sync)],
      ['<', ready],
      ['>', join(text('P', 'two', 'DELETE FROM keys'), sync)],
      ['<', ready],
      ['>', join(run('one'), run('two'), sync)],
      ['<', ready],
      ['>', sync],
    ]);
    expect(statements.slice(-4)).toEqual(['', '', 'UPDATE keys SET a = 1\nDELETE FROM keys', '']);
  });

  it('ends each response to pipelined Syncs at its own ReadyForQuery', () => {
    const cuts = afterOpening(
      ['>', join(query('SELECT * FROM a'), query('SELECT * FROM b'))],
      ['<', join(done('SELECT 0'), ready, done('SELECT 0'), ready)],
    );
    expect(cuts.map(([, label]) => label)).toEqual(['select a', 'select b', 'select a', 'select b']);
  });

  it('forwards each message of the response to a Flush, which has no end', () => {
    const parse = join(text('P', '', 'SELECT * FROM a'), run(''), flush);
    const cuts = afterOpening(['>', parse], ['<', text('D', 'row')], ['>', sync], ['<', ready]);
    expect(cuts.map(([, label]) => label)).toEqual(['select a', 'select a', 'sync', 'select a']);
  });

  it('forwards a COPY and its data', () => {
    const cuts = afterOpening(
      ['>', query('COPY orders FROM STDIN')],
      ['<', sized('G', Buffer.alloc(3))],
      ['>', join(text('d', 'a'), text('d', 'b'), sized('c', Buffer.alloc(0)))],
      ['<', join(done('COPY 2'), ready)],
    );
    expect(cuts.map(([, label]) => label)).toEqual([
      'copy orders',
      'copy orders',
      'copy data',
      'copy orders',
    ]);
  });

  it('forwards unsolicited messages of the server, and its last message', () => {
    expect(afterOpening(['<', text('A', 'channel')], ['<', text('E', 'FATAL')])).toEqual([
      ['<', 'notice', true],
      ['<', 'notice', true],
    ]);
  });

  it('marks a transaction as background only if all its statements are', () => {
    const marked = '/* background */ UPDATE outbox SET a = 1';
    const sequence = [
      ...['BEGIN', marked, 'COMMIT'],
      ...['BEGIN', 'SELECT * FROM orders', marked, 'COMMIT'],
      ...['BEGIN', 'ROLLBACK'],
    ];
    const turns = sequence.flatMap((sql): Turn[] => [
      ['>', query(sql)],
      ['<', ready],
    ]);
    const asked = afterOpening(...turns).filter(([direction]) => direction === '>');
    expect(asked.map(([, , isBackground]) => isBackground)).toEqual([
      ...[true, true, true],
      ...[true, false, true, false],
      ...[true, true],
    ]);
  });

  it('forwards other protocols as they arrive', () => {
    expect(frame('postgres', [['>', 'GET / HTTP/1.1\r\n\r\n']]).cuts).toEqual([['>', 'unlabeled', false]]);
  });
});
