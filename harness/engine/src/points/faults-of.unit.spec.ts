import { describe, expect, it } from '@jest/globals';
import { faultsOf, pointFaults } from './faults-of.ts';

describe('faultsOf', () => {
  const choice = {
    faults: pointFaults,
    isCustomer: (name: string) => name === 'customer',
    canKill: (name: string) => name === 'counter',
  };
  const request = {
    sender: 'customer',
    receiver: 'counter',
    direction: 'request',
    label: 'POST /counts',
  } as const;
  const response = {
    sender: 'counter',
    receiver: 'customer',
    direction: 'response',
    label: '200 POST /counts',
  } as const;

  it('never kills a customer who waits for a response', () => {
    expect(faultsOf(request, choice)).toEqual(pointFaults);
    expect(faultsOf(response, choice)).toEqual(['kill the sender', 'reset', 'black hole', 'delay']);
  });

  it('kills only processes that the suite can kill, and duplicates only HTTP requests', () => {
    const statement = {
      sender: 'counter',
      receiver: 'postgres',
      direction: 'request',
      label: 'COMMIT',
    } as const;
    expect(faultsOf(statement, choice)).toEqual(['kill the sender', 'reset', 'black hole', 'delay']);
  });
});
