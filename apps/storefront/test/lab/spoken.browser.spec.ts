import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Locator } from 'playwright-core';
import { actWords } from '../../web/lab/act/words.ts';
import { customersWords } from '../../web/lab/customers/words.ts';
import { timelineWords } from '../../web/lab/timeline/words.ts';
import { unattendedWords } from '../../web/lab/unattended/words.ts';
import { placeOrder } from '../shop/placed-order.ts';
import { useShop } from '../shop/use-shop.ts';
import { LabPage } from './lab-page.ts';

describe('the page of the lab for a screen reader', () => {
  const shop = useShop();
  let lab: LabPage;

  beforeEach(async () => {
    lab = await LabPage.open(shop);
  });

  const isSaid = (sentence: string): Promise<void> =>
    lab.page.locator('.visually-hidden[role=status]').filter({ hasText: sentence }).waitFor();
  const hasFocus = (element: Locator): Promise<boolean> => element.evaluate((each) => each.matches(':focus'));

  it('says that a typed seed is wrong', async () => {
    const seed = lab.page.locator('#customers-seed');
    await seed.fill('seven');
    await seed.press('Enter');
    await isSaid(customersWords.seedWrong);
  });

  it('says what is wrong with plans that cannot start', async () => {
    await lab.button('Leave it running').click();
    await lab.page.getByLabel(unattendedWords.minutes).fill('0');
    await lab.button(unattendedWords.start).click();
    await isSaid(unattendedWords.minutesWrong);
  });

  describe('when a message is shown', () => {
    let show: Locator;
    let dialog: Locator;

    beforeEach(async () => {
      const edge = 'shopper->checkout';
      await shop.stack.lab.strike({
        edge,
        direction: 'response',
        label: 'POST /checkouts',
        action: { kind: 'reset' },
      });
      await expect(placeOrder(shop.stack, lab.visitor.email)).rejects.toThrow(/\S/);
      await lab.openConnection('shopper', 'checkout');
      show = lab.action(actWords.showMessage);
      dialog = lab.page.getByRole('dialog');
      await show.press('Enter');
      await dialog.locator('pre').first().waitFor();
    });

    it('begins at its heading, and goes back to where it was opened', async () => {
      expect(await hasFocus(dialog.getByRole('heading'))).toBe(true);
      await dialog.getByRole('button', { name: timelineWords.message.itsRequest }).press('Enter');
      await dialog.getByRole('button', { name: timelineWords.message.itsResponse }).waitFor();
      expect(await hasFocus(dialog.getByRole('heading'))).toBe(true);
      await lab.page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
      expect(await hasFocus(show)).toBe(true);
    });

    it('goes back there too if its order is followed', async () => {
      await dialog.getByRole('button', { name: /ord_/ }).press('Enter');
      await dialog.waitFor({ state: 'hidden' });
      expect(await hasFocus(show)).toBe(true);
    });
  });
});
