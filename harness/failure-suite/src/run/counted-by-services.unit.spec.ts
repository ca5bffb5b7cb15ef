import { describe, expect, it } from '@jest/globals';
import { CountedByServices } from './counted-by-services.ts';

const page = (repaired: number, changes: Readonly<Record<string, number>>): string =>
  [
    `reconciliation_repairs_total{name="orders",state="repaired",service="checkout"} ${repaired}`,
    ...Object.entries(changes).map(([change, count]) => {
      const [from, to] = change.split('>');
      return `resilience_breaker_transitions_total{dependency="payments",from="${from}",to="${to}",service="checkout"} ${count}`;
    }),
  ].join('\n');

const usual = { 'closed>open': 4, 'open>half_open': 4, 'half_open>open': 1, 'half_open>closed': 3 };

async function counted(before: string, after: string) {
  let shown = before;
  const ask = () => Promise.resolve({ status: 200, text: shown });
  const counters = await CountedByServices.begin({ services: ['checkout'], ask });
  shown = after;
  return counters.end();
}

describe('CountedByServices', () => {
  it('counts repairs since it began', async () => {
    expect(await counted(page(3, {}), page(5, usual))).toEqual({
      repairsCounted: 2,
      impossibleBreakerChanges: 0,
    });
  });

  it.each(['open>open', 'closed>closed', 'half_open>half_open', 'open>closed', 'closed>half_open'])(
    'counts the impossible change %s of a breaker',
    async (change) => {
      const { impossibleBreakerChanges } = await counted(page(0, usual), page(0, { ...usual, [change]: 2 }));
      expect(impossibleBreakerChanges).toBe(2);
    },
  );
});
