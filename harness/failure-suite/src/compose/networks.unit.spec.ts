import { describe, expect, it } from '@jest/globals';
import { labConfig } from './lab-configs.ts';
import { aliasesIn, networksIn, bypasses } from './networks.ts';

const committed: Readonly<Record<string, readonly string[]>> = {
  checkout: ['checkout'],
  'checkout-2': ['checkout'],
  payments: ['payments'],
  'payments-2': ['payments'],
  email: ['email'],
  recommendations: ['recommendations'],
  'stripe-simulator': ['outside'],
  mail: ['outside'],
  postgres: ['data'],
  redis: ['data'],
  'failure-lab': ['outside', 'checkout', 'payments', 'email', 'recommendations', 'data'],
};
const around = (changed: Readonly<Record<string, readonly string[]>> = {}): string[] =>
  bypasses(new Map(Object.entries({ ...committed, ...changed })), labConfig.edges).map(
    ({ process, to }) => `${process} to ${to}`,
  );

const inspected = JSON.stringify([
  {
    Config: { Labels: { 'com.docker.compose.service': 'postgres' } },
    NetworkSettings: {
      Networks: { p_data: { Aliases: ['p-postgres-1', 'postgres'] }, p_outside: { Aliases: null } },
    },
  },
]);

describe('bypasses', () => {
  it('finds none if callers share networks with the lab only', () => {
    expect(around()).toEqual([]);
  });

  it('finds a caller that shares a network with its target', () => {
    expect(around({ payments: ['payments', 'data'] })).toEqual(['payments to postgres', 'payments to redis']);
    expect(around({ 'checkout-2': ['checkout', 'payments'] })).toEqual([
      'checkout-2 to payments',
      'checkout-2 to payments-2',
    ]);
    expect(around({ email: ['outside'] })).toEqual(['email to mail']);
  });

  it('finds none for a process that is cut off', () => {
    expect(around({ postgres: [] })).toEqual([]);
  });
});

describe('the output of docker inspect', () => {
  it('has the networks and aliases of each container', () => {
    expect(networksIn(inspected)).toEqual(new Map([['postgres', ['p_data', 'p_outside']]]));
    expect(aliasesIn(inspected)).toEqual(
      new Map([
        ['p_data', ['p-postgres-1', 'postgres']],
        ['p_outside', []],
      ]),
    );
  });
});
