import { describe, expect, it } from '@jest/globals';
import { keysWords } from '../../web/lab/keys/words.ts';
import { placeOrder } from '../shop/placed-order.ts';
import { useShop } from '../shop/use-shop.ts';
import { LabPage } from './lab-page.ts';

describe('unfinished operations', () => {
  const shop = useShop();

  it('are listed with who ends them, checked again with one press, and gone once they have ended', async () => {
    const { stack } = shop;
    const lab = await LabPage.open(shop);
    await lab.page.getByText(keysWords.summary(undefined), { exact: true }).click();
    await lab.page.getByText(keysWords.none).waitFor();
    await stack.act('kill', 'payments');
    expect((await placeOrder(stack, lab.visitor.email)).status).toBe('payment_pending');
    const row = lab.page.getByRole('listitem').filter({ hasText: 'of checkout' });
    await row.getByText(/^Next check (now|in )/).waitFor();
    await row.getByText(keysWords.ends).waitFor();
    await lab.visitor.checkState('an unfinished operation');
    await stack.act('start', 'payments');
    await row.getByRole('button', { name: new RegExp(`^${keysWords.retry}`) }).click();
    await row.waitFor({ state: 'detached' });
    await lab.page.getByText(keysWords.none).waitFor();
  });
});
