import { beforeEach, describe, expect, it } from '@jest/globals';
import { actWords } from '../../web/lab/act/words.ts';
import { pictureWords } from '../../web/lab/picture/words.ts';
import { useShop } from '../shop/use-shop.ts';
import { LabPage } from './lab-page.ts';

describe('the picture of the system', () => {
  const shop = useShop();
  let lab: LabPage;

  beforeEach(async () => {
    lab = await LabPage.open(shop);
    // Until the lab reports states, no process counts as run by this stack.
    await lab.nodeIs('payments', pictureWords.states.ready);
    // The picture draws the connections after the nodes.
    for (const { edge } of await shop.stack.lab.edges()) await lab.node(edge).waitFor();
  });

  it('names every node and connection for screen readers, with one tab stop for all', async () => {
    const routes = (await shop.stack.lab.edges()).map(({ edge }) => edge);
    const targets = lab.picture.locator('[data-target]');
    const found = await targets.evaluateAll((buttons) =>
      buttons.map((button) => ({
        target: button.getAttribute('data-target') ?? '',
        name: button.getAttribute('aria-label') ?? '',
        stop: button.getAttribute('tabindex'),
      })),
    );
    expect(found.map(({ target }) => target)).toEqual(expect.arrayContaining(routes));
    expect(new Set(found.map(({ name }) => name)).size).toBe(found.length);
    expect(
      found.filter(({ target, name }) => target.includes('->') && !/^Connection from .+ to .+/.test(name)),
    ).toEqual([]);
    const states = Object.values(pictureWords.states).join('|');
    const unnamed = found.filter(
      ({ target, name }) => !/->|^shopper$|^stripe$/.test(target) && !new RegExp(`, (${states})`).test(name),
    );
    expect(unnamed).toEqual([]);
    expect(found.filter(({ stop }) => stop === '0')).toHaveLength(1);
  });

  it('is walked with the arrow keys; Enter opens, Escape closes', async () => {
    const { page } = lab;
    await lab.visitor.tabTo(lab.picture.locator('[data-target][tabindex="0"]'));
    const seen = new Set<string>();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp']) {
      await page.keyboard.press(key);
      seen.add(await page.evaluate(() => document.activeElement?.getAttribute('data-target') ?? 'elsewhere'));
    }
    expect(seen).not.toContain('elsewhere');
    expect(seen.size).toBeGreaterThan(2);
    await lab.node('payments').focus();
    await page.keyboard.press('Enter');
    const kill = lab.action(`${actWords.processActions.kill} payments`);
    await kill.waitFor();
    await lab.node('payments').focus();
    await page.keyboard.press('Escape');
    await kill.waitFor({ state: 'detached' });
  });

  it('is a list on a phone, with every node, connection and action', async () => {
    await lab.openConnection('payments', 'stripe');
    const names = await lab.picture.locator('[data-target]').count();
    const actions = await lab.side.locator('.actions button').allTextContents();
    expect(actions.length).toBeGreaterThan(5);
    await lab.page.setViewportSize({ width: 390, height: 844 });
    const lines = lab.picture.locator('.list-line');
    await lines.first().waitFor();
    expect(await lines.count()).toBe(names);
    await lab.picture
      .getByRole('list', { name: pictureWords.connectionsOf('payments') })
      .getByRole('button', { name: new RegExp(pictureWords.to('Stripe')) })
      .click();
    const dialog = lab.page.getByRole('dialog', { name: pictureWords.list });
    expect(await dialog.locator('.actions button').allTextContents()).toEqual(actions);
    await lab.visitor.checkState('actions on a phone');
    await lab.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });
});
