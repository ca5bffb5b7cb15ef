import path from 'node:path';
import { type StackAddresses, withoutPassword } from '@holdfast/local-stack';
import { shortPath, styled, table } from './terminal.ts';
import { thingsToTry } from './try-it.ts';

/** What `npm start` prints when everything is ready: the addresses, three things to try, where the queues are looked at, and the last line with the URL. */
export function welcome(addresses: StackAddresses, dataDir: string, provider: string | undefined): string {
  const rows = [
    ...Object.entries(addresses).map(([name, address]) => [name, withoutPassword(address)]),
    ...(provider === undefined ? [] : [['payments go to', provider]]),
  ];
  const secrets = shortPath(path.join(dataDir, 'secrets.json'));
  const tries = thingsToTry(addresses.checkout, addresses['stripe-simulator']);
  return [
    '',
    table(rows),
    '',
    ...tries.flatMap(({ what, command }) => [styled('bold', `${what}:`), `  ${command}`, '']),
    `${styled('bold', 'Look at the queues:')}`,
    `  ${addresses.email}/ops/queues (also of checkout and recommendations); the password is opsKey in ${secrets}, user name ops`,
    '',
    `Stop with Ctrl-C or npm stop. What runs: npm run status. Break something: npm run service -- kill payments`,
    '',
    `${styled(['bold', 'green'], 'ready')}  ${addresses.checkout}`,
  ].join('\n');
}
