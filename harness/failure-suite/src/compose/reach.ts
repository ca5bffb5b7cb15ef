import { type Reach } from '../system/stack.ts';
import { type ComposeIsUp } from './compose-messages.ts';
import { insideCopies, published, usual, ingressPort } from './compose-ports.ts';
import { labConfig } from './lab-configs.ts';

/** The addresses of everything in the containers. */
export function reachOf(portBase: number, { secrets, passwords }: ComposeIsUp): Reach {
  const at = (port: number): string => `127.0.0.1:${published(portBase, port)}`;
  const http = (port: number): string => `http://${at(port)}`;
  const postgres = `postgres://postgres:${passwords.postgres}@${at(usual.postgres)}/checkout`;
  const redis = `redis://:${passwords.redis}@${at(usual.redis)}`;
  const simulator = http(usual.stripeSimulator);
  return {
    addresses: { 'stripe-simulator': simulator, 'mail inbox': http(usual.mailInbox), postgres, redis },
    processes: {
      ...Object.fromEntries(insideCopies.map(({ name }) => [name, http(ingressPort(name))])),
      'stripe-simulator': simulator,
      'failure-lab': http(usual.failureLab),
      mail: http(usual.mailInbox),
      postgres,
      redis,
    },
    extraServices: [],
    edges: labConfig.edges.map((edge) => ({ ...edge, port: published(portBase, edge.port) })),
    secrets,
  };
}
