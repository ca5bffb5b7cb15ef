import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '../repository.ts';
import { listedServices } from '../stack/extra-services.ts';
import { containerEdges, containerLabPort } from './container-edges.ts';

const withTwo = containerEdges(2);
const hostsOf = (name: string): string[] | undefined =>
  withTwo.find(({ edge }) => edge === name)?.upstreams.map(({ host, port }) => `${host}:${port}`);

describe('containerEdges', () => {
  it('with one copy and the listed services match the lab configuration of docker compose, which has a front door', () => {
    const file = path.join(repositoryRoot, 'compose/failure-lab.json');
    const [shopper, ...others] = containerEdges(1, listedServices());
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      controlPort: containerLabPort,
      host: '0.0.0.0',
      edges: [{ ...shopper, frontDoor: { readyPath: '/health/ready' } }, ...others],
    });
  });

  it('with two copies lead to each by its own name, on the port of its service', () => {
    expect(hostsOf('shopper->checkout')).toEqual(['checkout-1:3001', 'checkout-2:3001']);
    expect(hostsOf('stripe->payments')).toEqual(['payments-1:3002', 'payments-2:3002']);
    expect(hostsOf('checkout-2->recommendations')).toEqual(['recommendations:3004']);
  });

  it('give every caller its own ports', () => {
    const ports = withTwo.map(({ port }) => port);
    expect(new Set(ports).size).toBe(ports.length);
    expect(withTwo.map(({ edge }) => edge)).toEqual(
      expect.arrayContaining(['checkout-2->postgres', 'payments-2->stripe', 'email-2->mail']),
    );
  });
});
