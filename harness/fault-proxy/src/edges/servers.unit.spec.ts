import { describe, expect, it } from '@jest/globals';
import { serversOf } from './servers.ts';

const named = (host: string, name = 'payments') => ({ name, host, port: 3_002 });
const names: Readonly<Record<string, readonly string[]>> = {
  payments: ['10.0.0.9', '10.0.0.10', '::5'],
  'payments-2': ['10.0.0.3'],
};
const resolve = (host: string): Promise<readonly string[]> =>
  host in names ? Promise.resolve(names[host] ?? []) : Promise.reject(new Error('ENOTFOUND'));

describe('serversOf', () => {
  it('does not look up IP addresses', async () => {
    const upstreams = [named('127.0.0.1'), named('::1')];
    expect(await serversOf(upstreams, () => Promise.reject(new Error('asked')))).toBe(upstreams);
  });

  it('returns one server per address of a name, always in the same order', async () => {
    expect(await serversOf([named('payments'), named('127.0.0.1'), named('payments-2')], resolve)).toEqual([
      named('10.0.0.10'),
      named('10.0.0.9'),
      named('::5'),
      named('127.0.0.1'),
      named('10.0.0.3'),
    ]);
  });

  it('leaves out a name that does not resolve', async () => {
    expect(await serversOf([named('gone'), named('payments-2')], resolve)).toEqual([named('10.0.0.3')]);
    expect(await serversOf([named('gone')], resolve)).toEqual([]);
  });
});
