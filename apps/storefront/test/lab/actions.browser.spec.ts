import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type ActiveFault, type ArmedStrike } from '@holdfast/lab-api';
import { repositoryRoot } from '@holdfast/local-stack';
import { eventually } from '@holdfast/testing';
import { actWords } from '../../web/lab/act/words.ts';
import { faultName, strikeName } from '../../web/lab/picture/fault-words.ts';
import { pictureWords } from '../../web/lab/picture/words.ts';
import { placeOrder } from '../shop/placed-order.ts';
import { useShop } from '../shop/use-shop.ts';
import { LabPage } from './lab-page.ts';

const run = promisify(execFile);

describe('an action of the lab', () => {
  const shop = useShop();
  let lab: LabPage;

  beforeEach(async () => {
    lab = await LabPage.open(shop);
  });

  /** Runs the command that the side panel shows for an action, as a reader who pastes it. */
  const runShown = async (does: string): Promise<void> => {
    const command = lab.side.locator('.command').filter({ hasText: does });
    const text = await command.locator('code').first().textContent();
    await run('bash', ['-c', String(text)], {
      cwd: repositoryRoot,
      env: { PATH: process.env['PATH'], DATA_DIR: shop.stack.dataDir },
    });
  };

  const standing = async (): Promise<readonly object[]> => {
    const { lab: client } = shop.stack;
    const faults = await client.faults();
    const strikes = (await client.strikes()).filter(({ state }) => state === 'armed');
    return [...faults, ...strikes].map(withoutIds);
  };

  it.each(['slow', 'reset', 'black_hole', 'refuse', 'drop_response', 'duplicate'] as const)(
    'on a connection, %s, is read back, and its command does the same',
    async (id) => {
      const { label } = actWords.connectionActions[id];
      await lab.openConnection('payments', 'stripe');
      await lab.action(label).click();
      await eventually(async () => expect(await standing()).toHaveLength(1));
      const pressed = await standing();
      await lab.side.locator('.standing').getByText(nameOf(pressed[0]), { exact: true }).waitFor();
      await shop.stack.lab.heal();
      await lab.side.locator('.standing').waitFor({ state: 'detached' });
      await lab.side.getByText(actWords.asCommand, { exact: true }).first().click();
      await runShown(label);
      await lab.side.locator('.standing').getByText(nameOf(pressed[0]), { exact: true }).waitFor();
      expect(await standing()).toEqual(pressed);
    },
  );

  it('on a process is read back, and both of its commands do the same', async () => {
    await lab.openNode('recommendations');
    const { kill, start } = actWords.processActions;
    await lab.action(`${kill} recommendations`).click();
    await lab.nodeIs('recommendations', pictureWords.states.down);
    await lab.action(`${start} recommendations`).click();
    await lab.nodeIs('recommendations', pictureWords.states.ready);
    await lab.side.getByText(actWords.asCommand, { exact: true }).first().click();
    await runShown(actWords.throughTheLab(kill, 'recommendations'));
    await lab.nodeIs('recommendations', pictureWords.states.down);
    await lab.visitor.checkState('recommendations down');
    await runShown(actWords.inTerminal(start, 'recommendations'));
    await lab.nodeIs('recommendations', pictureWords.states.ready);
  });

  it('that strikes nothing says so', async () => {
    await lab.openConnection('payments', 'stripe');
    await lab.action(actWords.connectionActions.slow.label).click();
    await lab.side.getByText(/nothing of this kind has passed\. Let customers in\?/).waitFor();
    await lab.visitor.checkState('a fault that strikes nothing');
    await placeOrder(shop.stack, lab.visitor.email);
    await lab.side
      .getByText(/struck (once|\d+ times), last \d+ s ago/)
      .first()
      .waitFor();
  });
});

const ofOnePress = new Set([
  'faultId',
  'strikeId',
  'struck',
  'message',
  'setAt',
  'endsAt',
  'lastStruckAt',
  'armedAt',
]);

/** The part that two presses have in common. */
function withoutIds(each: ActiveFault | ArmedStrike): object {
  return Object.fromEntries(Object.entries(each).filter(([name]) => !ofOnePress.has(name)));
}

const nameOf = (each: object | undefined): string =>
  each !== undefined && 'action' in each ? strikeName(each as ArmedStrike) : faultName(each as ActiveFault);
