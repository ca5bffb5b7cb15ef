import path from 'node:path';
import {
  dataDirPrefix,
  isLive,
  serviceCopies,
  type StackAddresses,
  stackServices,
  type StackSettings,
  withoutPassword,
} from '@holdfast/local-stack';
import { shortPath, styled, table } from './terminal.ts';
import { tour } from './tour.ts';

const list = new Intl.ListFormat('en-US');

/** The addresses of a stack that is ready, a tour of it, and the last line with the URL. */
export function welcome(
  addresses: StackAddresses,
  settings: StackSettings,
  provider: string | undefined,
): string {
  const rows = [
    ...Object.entries(addresses).map(([name, address]) => [name, withoutPassword(address)]),
    ...(provider === undefined ? [] : [['payments go to', provider]]),
  ];
  const others = stackServices(settings)
    .filter(({ name, hasQueue }) => hasQueue && name !== 'email')
    .map(({ name }) => name);
  const secrets = shortPath(path.join(settings.dataDir, 'secrets.json'));
  return [
    '',
    table(rows),
    '',
    ...tour({
      shopUrl: addresses.storefront,
      checkoutUrl: addresses.checkout,
      inboxUrl: addresses['mail inbox'],
      simulatorUrl: addresses['stripe-simulator'],
      isLive: settings.stripe !== undefined && isLive(settings.stripe.secretKey),
      ...tourCommands(settings),
    }),
    '',
    `Queues:   ${addresses.email}/ops/queues (also at ${list.format(others)}); user ops, password: opsKey in ${secrets}`,
    'Running:  npm run status',
    'Stop:     Ctrl-C or npm stop',
    '',
    `${styled(['bold', 'green'], 'ready')}  ${addresses.storefront ?? addresses.checkout}`,
  ].join('\n');
}

function tourCommands(settings: StackSettings): {
  killPayments: string[];
  startPayments: string[];
  explain: string;
} {
  const prefix = dataDirPrefix(settings.dataDir);
  const payments = serviceCopies(settings).filter(({ service }) => service === 'payments');
  const each = (action: string): string[] =>
    payments.map(({ name }) => `${prefix}npm run service -- ${action} ${name}`);
  return {
    killPayments: each('kill'),
    startPayments: each('start'),
    explain: `${prefix}npm run explain`,
  };
}
