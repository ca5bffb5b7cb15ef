/** The last step of `docker compose up`: where everything is, and what to try first, as `npm start` says it. */
import { styled, table } from './terminal.ts';
import { thingsToTry } from './try-it.ts';

const { CHECKOUT_URL = '', LAB_URL = '', SIMULATOR_URL = '', INBOX_URL = '' } = process.env;

/** With Stripe itself there is no simulator. */
const addresses = [
  ['checkout', CHECKOUT_URL],
  ['stripe-simulator', SIMULATOR_URL],
  ['failure-lab', LAB_URL],
  ['mail inbox', INBOX_URL],
].filter(([, url]) => url !== '');
const tries = thingsToTry(CHECKOUT_URL, SIMULATOR_URL).filter(
  ({ command }) => SIMULATOR_URL !== '' || !command.includes('_simulator'),
);

/** On one line, because Compose puts a name before each: it can still be copied. */
const onOneLine = (command: string): string => command.replaceAll(/ \\\n\s*/g, ' ');

console.log(
  [
    '',
    table(addresses.map(([name, url]) => [String(name), String(url)])),
    '',
    ...tries.flatMap(({ what, command }) => [styled('bold', `${what}:`), `  ${onOneLine(command)}`, '']),
    'Stop with Ctrl-C or docker compose down. What runs: docker compose ps. Break something: docker compose kill payments',
    'Operate it: docker compose run --rm ops keys list',
    '',
    `${styled(['bold', 'green'], 'ready')}  ${CHECKOUT_URL}`,
  ].join('\n'),
);
