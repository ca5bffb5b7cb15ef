import { beforeEach, describe, expect, it } from '@jest/globals';
import { whileResizing } from '../shop/page-watch.ts';
import { placeOrder } from '../shop/placed-order.ts';
import { useShop } from '../shop/use-shop.ts';
import { chargeAgain } from './double-charge.ts';
import { LabPage } from './lab-page.ts';

describe('the verdict bar', () => {
  const shop = useShop();
  let lab: LabPage;

  beforeEach(async () => {
    lab = await LabPage.open(shop);
    await lab.countFromNow();
  });

  it('counts an order, waits while its payment is open, and is even once it is paid', async () => {
    await lab.visitor.checkState('nothing bought yet');
    await placeOrder(shop.stack, lab.visitor.email);
    await lab.counts('even');
    expect(await lab.sentence.textContent()).toMatch(/^1 order = 1 charge = 1 receipt\b/);
    await lab.visitor.checkState('even');
    await shop.stack.act('kill', 'payments');
    expect((await placeOrder(shop.stack, lab.visitor.email)).status).toBe('payment_pending');
    await lab.counts('settling');
    await shop.stack.act('start', 'payments');
    await lab.counts('even');
    expect(await lab.sentence.textContent()).toMatch(/^2 orders = 2 charges = 2 receipts\b/);
  });

  it('says that it cannot count while Postgres does not respond', async () => {
    await placeOrder(shop.stack, lab.visitor.email);
    await lab.counts('even');
    await shop.stack.act('pause', 'postgres');
    await lab.counts('cannot_count');
    await shop.stack.act('resume', 'postgres');
    await lab.counts('even');
  });

  it('names an order that was charged twice, until the second charge is given back', async () => {
    const { orderId } = await placeOrder(shop.stack, 'grace@lab.example');
    await lab.counts('even');
    const second = await chargeAgain(shop.stack, orderId);
    try {
      // A difference is worth a move: its list opens under the sentence.
      await whileResizing(lab.page, () => lab.counts('uneven'));
      await lab.verdict.getByText(orderId).first().waitFor();
      await lab.visitor.checkState('uneven');
    } finally {
      await second.giveBack();
      // Later specs share this stack.
      await whileResizing(lab.page, () => lab.countFromNow());
    }
  });
});
