import { describe, expect, it } from '@jest/globals';
import { peersIn } from './established.ts';

const head =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const row = (remote: string, state: string, inode: string): string =>
  `   0: 0100007F:A1B2 ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0000000000000000 20 4 30 10 -1`;

describe('peersIn', () => {
  const table = [
    head,
    row('0100007F:0BE0', '01', '11'),
    row('00000000:0000', '0A', '12'),
    row('0100007F:0BE1', '06', '13'),
    row('0200000A:1538', '01', '14'),
  ].join('\n');

  it('returns only established connections, by socket inode', () => {
    expect(peersIn(table)).toEqual(
      new Map([
        ['11', { host: '127.0.0.1', port: 3_040 }],
        ['14', { host: '10.0.0.2', port: 5_432 }],
      ]),
    );
  });

  it('reads IPv4 addresses in an IPv6 table', () => {
    const mapped = `${head}\n${row('0000000000000000FFFF00000100007F:0BE0', '01', '11')}`;
    expect(peersIn(mapped).get('11')).toEqual({ host: '127.0.0.1', port: 3_040 });
  });
});
