import { describe, expect, it } from '@jest/globals';
import { breaker, edge, edges, fault, labProcess, strike } from './system.fixture.ts';
import { heardSystem, roleOf, systemOf } from './system.ts';

const ofRoute = (route: string, values: Parameters<typeof systemOf>[0]) =>
  systemOf(values).connections.find((connection) => connection.route === route);

describe('the system in the lab’s stream', () => {
  it('is unknown until the lab has named both its connections and its processes', () => {
    const processes = [labProcess('checkout')];
    expect([heardSystem({}), heardSystem({ edges }), heardSystem({ processes })]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(heardSystem({ edges, processes })).toEqual(systemOf({ edges, processes }));
  });

  it('has one node for each role, and one connection for each route', () => {
    const system = systemOf({ edges });
    expect(system.nodes.map(({ name }) => name)).toEqual([
      'shopper',
      'checkout',
      'payments',
      'recommendations',
      'postgres',
      'redis',
      'stripe',
      'email',
      'mail',
    ]);
    expect(system.connections.map(({ route }) => route)).toEqual(edges.map((each) => each.edge));
  });

  it('joins the copies of a service', () => {
    const values = {
      edges: [edge('checkout->payments'), edge('checkout-2->payments', { from: 'checkout-2' })],
      processes: [labProcess('checkout'), labProcess('checkout-2'), labProcess('payments')],
      breakers: [breaker(), breaker({ process: 'checkout-2', edge: 'checkout-2->payments' })],
    };
    const { nodes, connections } = systemOf(values);
    expect(connections).toHaveLength(1);
    expect(connections[0]?.breakers).toHaveLength(2);
    expect(nodes.map(({ name, processes }) => [name, processes.length])).toEqual([
      ['checkout', 2],
      ['payments', 1],
    ]);
  });

  it.each([
    ['payments-2', 'payments'],
    ['stripe-simulator', 'stripe'],
    ['loyalty', 'loyalty'],
  ])('%s has the role %s', (process, role) => expect(roleOf(process)).toBe(role));

  it.each(['checkout->payments', 'checkout-2->payments', '*'])('shows a fault on %s', (on) => {
    const faults = {
      faults: [fault({ edge: on }), fault({ edge: 'email->mail' })],
      strikes: [strike({ edge: on }), strike()],
      provider: [],
    };
    const found = ofRoute('checkout->payments', { edges, faults });
    expect([found?.faults.length, found?.strikes.length]).toEqual([1, 1]);
  });

  it('has no breaker of a process that did not respond', () => {
    const breakers = [{ process: 'checkout', unreachable: 'ECONNREFUSED' }];
    expect(ofRoute('checkout->payments', { edges, breakers })?.breakers).toEqual([]);
  });
});
