import { describe, expect, it } from '@jest/globals';
import { loggedStatements } from './statement-log.ts';

const line = (text: string): string => `2026-11-27 20:00:00.000 UTC [4711] LOG:  ${text}\n`;

describe('loggedStatements', () => {
  it('counts statements of both protocols, each once however many lines it has', () => {
    const log = [
      line('statement: BEGIN'),
      line('execute insert-order: insert into orders\n\t(order_id)\n\tvalues ($1)'),
      line('execute <unnamed>: select 1'),
      "2026-11-27 20:00:00.000 UTC [4711] DETAIL:  Parameters: $1 = 'LOG:  statement: no'\n",
      line('checkpoint starting: time'),
    ].join('');
    expect(loggedStatements(log)).toBe(3);
  });

  it('does not count the reads of the bench', () => {
    const read = 'select count(*)::integer as count from outbox where published_at is null';
    expect(loggedStatements(line(`statement: ${read}`))).toBe(0);
  });
});
