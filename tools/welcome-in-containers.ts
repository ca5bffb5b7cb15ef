/** The last step of `docker compose up`: prints the addresses and the tour, as `npm start` does. */
import { styled, table } from './terminal.ts';
import { tour } from './tour.ts';

const {
  SHOP_URL = '',
  CHECKOUT_URL = '',
  LAB_URL = '',
  SIMULATOR_URL = '',
  INBOX_URL = '',
  LIVE_PAYMENTS,
} = process.env;

const addresses = [
  ['storefront', SHOP_URL],
  ['checkout', CHECKOUT_URL],
  ['stripe-simulator', SIMULATOR_URL],
  ['failure-lab', LAB_URL],
  ['mail inbox', INBOX_URL],
].filter(([, url]) => url !== '');

/** Compose puts a name before each line, so a command fits on one. */
const onOneLine = (lines: readonly string[]): string[] =>
  lines.map((line) => line.replaceAll(/( \\)?\n\s*/g, ' '));

console.log(
  [
    '',
    table(addresses.map(([name, url]) => [String(name), String(url)])),
    '',
    ...onOneLine(
      tour({
        shopUrl: SHOP_URL,
        checkoutUrl: CHECKOUT_URL,
        inboxUrl: INBOX_URL,
        simulatorUrl: SIMULATOR_URL === '' ? undefined : SIMULATOR_URL,
        isLive: LIVE_PAYMENTS === 'yes',
        killPayments: ['docker compose kill payments'],
        startPayments: ['docker compose start payments'],
        explain: 'docker compose run --rm ops explain',
      }),
    ),
    '',
    'Running:  docker compose ps',
    'Operate:  docker compose run --rm ops keys list',
    'Stop:     Ctrl-C or docker compose down',
    '',
    `${styled(['bold', 'green'], 'ready')}  ${SHOP_URL}`,
  ].join('\n'),
);
