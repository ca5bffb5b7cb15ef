import { describe, expect, it } from '@jest/globals';
import { serviceCopies, stackServices } from './services.ts';

const loyalty = {
  name: 'loyalty',
  program: 'apps/loyalty/dist/main.js',
  migrations: 'apps/loyalty/dist/migrate.js',
  calls: [{ role: 'queues', variable: 'QUEUE_URL' }],
};
const gauge = { name: 'gauge', program: 'apps/gauge/dist/main.js' };

describe('stackServices', () => {
  const services = stackServices({
    portBase: 3_000,
    copies: 2,
    extraServices: [loyalty, gauge],
    storefront: 'on',
  });

  it('lists each service with state once, extra services included', () => {
    expect(services.map(({ name }) => name)).toEqual([
      'checkout',
      'payments',
      'email',
      'recommendations',
      'loyalty',
      'gauge',
    ]);
  });

  it('gives the address, the migrations and the queue of each', () => {
    expect(services.filter(({ name }) => ['payments', 'email', 'loyalty', 'gauge'].includes(name))).toEqual([
      {
        name: 'payments',
        address: 'http://127.0.0.1:3002',
        migrations: 'apps/payments/dist/migrate.js',
        hasQueue: false,
      },
      {
        name: 'email',
        address: 'http://127.0.0.1:3003',
        migrations: 'apps/email/dist/migrate.js',
        hasQueue: true,
      },
      {
        name: 'loyalty',
        address: 'http://127.0.0.1:3005',
        migrations: 'apps/loyalty/dist/migrate.js',
        hasQueue: true,
      },
      { name: 'gauge', address: 'http://127.0.0.1:3006', migrations: null, hasQueue: false },
    ]);
  });
});

describe('serviceCopies', () => {
  it('has no process of a service that is left out', () => {
    const names = serviceCopies({
      portBase: 3_000,
      copies: 2,
      extraServices: [],
      withoutServices: ['recommendations'],
    }).map(({ name }) => name);
    expect(names).toEqual([
      'checkout',
      'payments',
      'email',
      'stripe-simulator',
      'checkout-2',
      'payments-2',
      'email-2',
    ]);
  });
});
