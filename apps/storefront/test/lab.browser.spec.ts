import { describe, expect, it } from '@jest/globals';
import { pictureWords } from '../web/lab/picture/words.ts';
import { fixWords } from '../web/lab/verdict/words.ts';
import { useShop } from './shop/use-shop.ts';

describe('the page of the failure lab', () => {
  const shop = useShop();

  it('shows what is broken, and fixes it', async () => {
    const ada = await shop.customer('/lab');
    const picture = ada.page.getByRole('region', { name: pictureWords.region });
    await picture.getByText(pictureWords.nodeName('payments'), { exact: true }).waitFor();
    await shop.stack.lab.fault('checkout->recommendations', { kind: 'latency', ms: 10, times: 1_000 });
    await shop.stack.lab.strike({
      edge: 'payments->stripe',
      direction: 'response',
      label: 'POST /v1/payment_intents',
      action: { kind: 'reset' },
    });
    const broken = ['slow 10 ms', 'drop the response POST /v1/payment_intents'];
    for (const name of broken) await picture.getByText(name, { exact: true }).waitFor();
    await ada.checkState('lab with something broken');
    await ada.page.getByRole('button', { name: fixWords.fix }).click();
    await ada.page.getByText('Everything is fixed.').first().waitFor();
    for (const name of broken) await picture.getByText(name, { exact: true }).waitFor({ state: 'detached' });
    expect([await shop.stack.lab.faults(), await shop.stack.lab.strikes()]).toEqual([[], []]);
    await ada.checkState('lab');
  });
});
