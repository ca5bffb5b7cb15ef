import { describe, expect, it } from '@jest/globals';
import { verdictWords } from '../../web/lab/verdict/words.ts';
import { useShop } from '../shop/use-shop.ts';
import { LabPage } from './lab-page.ts';

describe('the lab, out of sight', () => {
  const shop = useShop();

  it('greys what it knew, invents nothing, and is back with the lab', async () => {
    const lab = await LabPage.open(shop);
    await lab.countFromNow();
    await shop.stack.act('kill', 'storefront');
    await lab.page.locator('.lab[data-sight=lost]').waitFor();
    await lab.verdict.getByText(/^Lost sight of the lab \d/).waitFor();
    await lab.verdict.getByText(verdictWords.outOfSight, { exact: true }).waitFor();
    await lab.button(verdictWords.countFromNow).click();
    await lab.visitor.checkState('out of sight');
    expect(await lab.page.locator('.lab').getAttribute('data-sight')).toBe('lost');
    await shop.stack.act('start', 'storefront');
    await lab.isInSight();
    await lab.counts('nothing_yet');
    expect(await lab.verdict.getByText(/^Lost sight of the lab/).count()).toBe(0);
  });
});
