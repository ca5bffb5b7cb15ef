import { describe, expect, it } from '@jest/globals';
import { highestOffset, mostExtraServices, portPlan } from '../stack/ports.ts';
import { serviceCopies } from '../stack/services.ts';
import { readSettings, type StackSettings } from '../stack/settings.ts';
import { edgesOf } from './edges.ts';

const servers = {
  database: (name: string) => `postgres://postgres@127.0.0.1:3040/${name}`,
  redisUrl: 'redis://127.0.0.1:3041',
};
const withCopies = (copies: number): StackSettings => ({ ...readSettings({}), copies });
const names = (settings: StackSettings): string[] => edgesOf(settings, servers).map(({ edge }) => edge);

describe('edgesOf', () => {
  it('has one for each pair of caller and target', () => {
    expect(names(withCopies(1))).toEqual([
      'shopper->checkout',
      'checkout->payments',
      'checkout->recommendations',
      'checkout->postgres',
      'checkout->redis',
      'payments->stripe',
      'payments->postgres',
      'payments->redis',
      'email->mail',
      'email->postgres',
      'email->redis',
      'recommendations->postgres',
      'recommendations->redis',
      'stripe->payments',
    ]);
  });

  it('has those of each copy, and leads to all copies of the target', () => {
    const edges = edgesOf(withCopies(2), servers);
    expect(edges.map(({ edge }) => edge)).toEqual(
      expect.arrayContaining(['checkout-2->payments', 'payments-2->stripe', 'email-2->mail']),
    );
    const upstreamsOf = (name: string): string[] | undefined =>
      edges.find(({ edge }) => edge === name)?.upstreams.map((upstream) => upstream.name);
    expect(upstreamsOf('shopper->checkout')).toEqual(['checkout', 'checkout-2']);
    expect(upstreamsOf('stripe->payments')).toEqual(['payments', 'payments-2']);
    expect(upstreamsOf('checkout-2->recommendations')).toEqual(['recommendations']);
  });

  it('keeps the port of an edge whichever servers exist', () => {
    const withoutRedis = edgesOf(withCopies(2), { ...servers, redisUrl: undefined });
    const edges = edgesOf(withCopies(2), servers);
    expect(withoutRedis).toEqual(edges.filter(({ to }) => to !== 'redis'));
  });

  it.each(['rediss://cache.example', 'rediss://:secret@cache.example:6380'])(
    'has none for an encrypted connection: %s',
    (redisUrl) => {
      const edges = edgesOf(withCopies(1), { ...servers, redisUrl });
      expect(edges.filter(({ to }) => to === 'redis')).toEqual([]);
    },
  );

  it.each([1, 2, 3, 4])(
    'assigns no port twice with %i copies, and stays within the ports of a stack',
    (copies) => {
      const settings: StackSettings = {
        ...withCopies(copies),
        extraServices: Array.from({ length: mostExtraServices }, (_, place) => ({
          name: `loyalty-${place}`,
          program: 'apps/loyalty/dist/main.js',
          calls: ['postgres', 'queues', 'payments', 'checkout'].map((role) => ({ role, variable: role })),
        })),
      };
      const { failureLab, mailInbox, smtp, postgres, redis } = portPlan(settings.portBase);
      const ownPorts = [failureLab, mailInbox, smtp, postgres, redis];
      const all = [
        ...ownPorts,
        ...serviceCopies(settings).map(({ port }) => port),
        ...edgesOf(settings, servers).map(({ port }) => port),
      ];
      expect(new Set(all).size).toBe(all.length);
      expect(Math.max(...all)).toBeLessThanOrEqual(settings.portBase + highestOffset);
    },
  );

  describe('when an extra service runs with the stack', () => {
    const loyalty = {
      name: 'loyalty',
      program: 'apps/loyalty/dist/main.js',
      migrations: 'apps/loyalty/dist/migrate.js',
      calls: [
        { role: 'postgres', variable: 'DATABASE_URL' },
        { role: 'payments', variable: 'PAYMENTS_URL' },
      ],
      calledBy: [{ role: 'checkout', variable: 'LOYALTY_URL' }],
    };

    it('has its edges, both to the services it calls and from its callers', () => {
      const settings = { ...withCopies(2), extraServices: [loyalty] };
      const added = names(settings).filter((name) => name.includes('loyalty'));
      expect(added).toEqual([
        'checkout->loyalty',
        'checkout-2->loyalty',
        'loyalty->postgres',
        'loyalty->payments',
      ]);
    });
  });

  it('has none from or to a service that is left out', () => {
    const kept = names({ ...withCopies(2), withoutServices: ['recommendations'] });
    expect(names(withCopies(2)).filter((name) => !kept.includes(name))).toEqual([
      'checkout->recommendations',
      'recommendations->postgres',
      'recommendations->redis',
      'checkout-2->recommendations',
    ]);
  });
});
