import { describe, expect, it } from '@jest/globals';
import { labPageWords } from '../web/lab/lab-words.ts';
import { fixWords } from '../web/lab/verdict/words.ts';
import { useShop } from './shop/use-shop.ts';

describe('the page of the failure lab', () => {
  const shop = useShop();

  it('shows what is broken, and fixes it', async () => {
    const ada = await shop.customer('/lab');
    await ada.page.getByText(labPageWords.nothing).waitFor();
    await shop.stack.lab.fault('checkout->recommendations', { kind: 'latency', ms: 10, times: 1_000 });
    await shop.stack.lab.strike({
      edge: 'payments->stripe',
      direction: 'response',
      label: 'POST /v1/payment_intents',
      action: { kind: 'reset' },
    });
    await ada.page.getByText(labPageWords.broken(2)).waitFor();
    await ada.page
      .getByText('The next response to POST /v1/payment_intents is dropped, and its connection is reset.')
      .waitFor();
    await ada.checkState('lab with something broken');
    await ada.page.getByRole('button', { name: fixWords.fix }).click();
    await ada.page.getByText('Everything is fixed.').first().waitFor();
    expect(await ada.page.getByText(labPageWords.nothing).isVisible()).toBe(true);
    expect([await shop.stack.lab.faults(), await shop.stack.lab.strikes()]).toEqual([[], []]);
    await ada.checkState('lab');
  });
});
