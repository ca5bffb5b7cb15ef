import { describe, expect, it } from '@jest/globals';
import { customersWords } from '../../web/lab/customers/words.ts';
import { placeOrder } from '../shop/placed-order.ts';
import { useShop } from '../shop/use-shop.ts';
import { LabPage } from './lab-page.ts';

describe('Fix everything', () => {
  const shop = useShop();

  it('ends all faults, brings all processes back and stops the customers; the money comes out even', async () => {
    const { stack } = shop;
    const lab = await LabPage.open(shop);
    await lab.countFromNow();
    await lab.page.getByRole('radio', { name: customersWords.rate(3) }).click();
    await lab.counts('even');
    await Promise.all([
      stack.lab.fault('checkout->recommendations', { kind: 'latency', ms: 3_000 }),
      stack.lab.fault('payments->stripe', { kind: 'reset' }),
      stack.lab.strike({ edge: 'stripe->payments', direction: 'request', action: { kind: 'hold' } }),
      stack.stripeFault({ route: 'webhooks', fault: 'duplicate' }),
      stack.act('kill', 'recommendations'),
      stack.act('pause', 'email'),
    ]);
    await placeOrder(stack, lab.visitor.email);
    await stack.act('kill', 'payments');
    await lab.fixEverything();
    expect(await stack.lab.faults()).toEqual([]);
    expect((await stack.lab.strikes()).filter(({ state }) => state !== 'struck')).toEqual([]);
    expect(await stack.stripe('GET', '/_simulator/faults')).toMatchObject({ faults: [] });
    await lab.page.getByRole('radio', { name: customersWords.off, checked: true }).waitFor();
    await lab.counts('even');
    await lab.visitor.checkState('even after everything was fixed');
  });
});
