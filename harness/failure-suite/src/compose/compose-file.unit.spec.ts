import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { composeFilePath, secondCopiesPath } from './can-run.ts';
import { composeEnvironment, composeFile, containers, type Environments } from './compose-file.ts';
import { labConfig, ingressConfig } from './lab-configs.ts';
import { reachOf } from './reach.ts';

interface Laid {
  readonly environment: Readonly<Record<string, string>>;
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly networks: Readonly<Record<string, { readonly aliases: readonly string[] }>>;
}

const portBase = 21_000;
const laid = (environments: Environments = {}): Readonly<Record<string, Laid>> =>
  (composeFile(portBase, environments, '/somewhere') as { services: Record<string, Laid> }).services;
const portsOf = (name: string): readonly string[] => laid()[name]?.ports ?? [];

describe('the override of docker-compose.yml', () => {
  it('names existing containers only', () => {
    const committed = [composeFilePath, secondCopiesPath].map((file) => readFileSync(file, 'utf8')).join('');
    for (const name of [...Object.keys(laid()), ...containers].filter((each) => each !== 'ingress'))
      expect(committed).toMatch(new RegExp(`^  ${name}:$`, 'm'));
  });

  it('merges the environment for all, for the service and for the instance, in that order', () => {
    const services = laid({
      '*': { A: '1', B: '1', C: '1' },
      checkout: { B: '2', C: '2' },
      'checkout-2': { C: '3' },
    });
    expect(services['payments-2']?.environment).toMatchObject({ A: '1', B: '1', C: '1' });
    expect(services['checkout']?.environment).toMatchObject({ A: '1', B: '2', C: '2' });
    expect(services['checkout-2']?.environment).toMatchObject({ A: '1', B: '2', C: '3' });
  });

  it('clears the `_FILE` variant of a setting', () => {
    const services = laid({ 'payments-2': { STRIPE_WEBHOOK_SECRET: 'whsec_other' } });
    expect(services['payments-2']?.environment).toMatchObject({
      STRIPE_WEBHOOK_SECRET: 'whsec_other',
      STRIPE_WEBHOOK_SECRET_FILE: '',
    });
    expect(services['payments']?.environment).toEqual({});
  });

  it('connects a second instance to its own edges', () => {
    const portOf = (edge: string): string => `${labConfig.edges.find((each) => each.edge === edge)?.port}`;
    expect(laid()['checkout-2']?.environment).toEqual({
      PAYMENTS_URL: `http://failure-lab:${portOf('checkout-2->payments')}`,
      RECOMMENDATIONS_URL: `http://failure-lab:${portOf('checkout-2->recommendations')}`,
      DATABASE_URL_FILE: '/run/secrets/checkout-2_database_url',
      QUEUE_URL_FILE: '/run/secrets/checkout-2_queue_url',
      CACHE_URL_FILE: '/run/secrets/checkout-2_cache_url',
    });
    expect(laid()['email-2']?.environment).toEqual({
      SMTP_URL: `smtp://failure-lab:${portOf('email-2->mail')}`,
      DATABASE_URL_FILE: '/run/secrets/email-2_database_url',
      QUEUE_URL_FILE: '/run/secrets/email-2_queue_url',
    });
  });

  it('gives each instance the host name that both labs use', () => {
    const hosts = new Set(
      [...labConfig.edges, ...ingressConfig.edges].flatMap(({ upstreams }) =>
        upstreams.map(({ host }) => host),
      ),
    );
    const names = Object.values(laid()).flatMap(({ networks = {} }) =>
      Object.values(networks).flatMap(({ aliases = [] }) => aliases),
    );
    const known = [...names, 'postgres', 'redis', 'mail', 'stripe-simulator', 'recommendations'];
    expect([...hosts].filter((host) => !known.includes(host))).toEqual([]);
  });

  it('publishes each port once, on 127.0.0.1 only', () => {
    const moved = Object.values(composeEnvironment(portBase)).map(Number);
    const ports = [...portsOf('failure-lab'), ...portsOf('ingress')];
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:21\d{3}:3\d{3}$/);
    const all = [...moved, ...ports.map((port) => Number(port.split(':')[1]))];
    expect(new Set(all).size).toBe(all.length);
  });

  it('publishes every address that the suite uses', () => {
    const up = reachOf(portBase, {
      secrets: {
        stripeSecretKey: '',
        stripePublishableKey: '',
        stripeWebhookSecret: '',
        checkoutKey: '',
        operatorKey: '',
        opsKey: '',
        orderTokenSecrets: '',
      },
      passwords: { postgres: 'secret', redis: 'secret' },
    });
    const open = [
      ...Object.values(composeEnvironment(portBase)),
      ...[...portsOf('failure-lab'), ...portsOf('ingress')].map((port) => port.split(':')[1]),
    ];
    for (const address of [...Object.values(up.addresses), ...Object.values(up.processes)])
      expect(open).toContain(new URL(address).port);
    for (const { protocol, port } of up.edges) if (protocol === 'http') expect(open).toContain(`${port}`);
  });
});
