import { type StackAddresses, withoutPassword } from '@holdfast/local-stack';
import { styled, table } from './terminal.ts';
import { thingsToTry } from './try-it.ts';

/** What `npm start` prints when everything is ready: the addresses, three things to try, and the last line with the URL. */
export function welcome(addresses: StackAddresses): string {
  const rows = Object.entries(addresses).map(([name, address]) => [name, withoutPassword(address)]);
  const tries = thingsToTry(addresses.checkout, addresses['stripe-simulator']);
  return [
    '',
    table(rows),
    '',
    ...tries.flatMap(({ what, command }) => [styled('bold', `${what}:`), `  ${command}`, '']),
    `Stop with Ctrl-C or npm stop. What runs: npm run status. Break something: npm run service -- kill payments`,
    '',
    `${styled(['bold', 'green'], 'ready')}  ${addresses.checkout}`,
  ].join('\n');
}
