import { randomBytes } from 'node:crypto';

/** `TRUST_PROXY`: trusts the lab in front of checkout, on this machine or in a container network. */
export const labIsTrusted = '127.0.0.0/8,::1,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16';

/**
 * Customer connections of one ISP, each with its own /64. New ones in each run, because counters last for an
 * hour.
 */
export function customerLines() {
  const provider = `2001:db8:${randomBytes(2).toString('hex')}`;
  return (line: number, host = 1) => ({
    'x-forwarded-for': `${provider}:${line.toString(16)}::${host.toString(16)}`,
  });
}
