import { describe, expect, it } from '@jest/globals';
import { type ExperimentReport, type ExperimentRun } from '@holdfast/lab-api';
import { experimentWords } from '../../web/lab/experiments/words.ts';
import { useShop } from '../shop/use-shop.ts';
import { LabPage } from './lab-page.ts';

/** One after the other on one stack: those that need no restart of a process. */
const ids = ['double-click', 'lost-answer', 'webhook-twice'] as const;

describe('the experiments', () => {
  const shop = useShop();

  const read = async <T>(path: string): Promise<T> =>
    (await fetch(`${shop.stack.url}/lab/api${path}`)).json() as Promise<T>;

  const send = async <T>(method: string, path: string): Promise<T> =>
    (await fetch(shop.stack.address('failure-lab') + path, { method })).json() as Promise<T>;

  it.each(ids)(
    '%s holds, and shows every moment as the lab saw it',
    async (id) => {
      const lab = await LabPage.open(shop, `/lab?experiment=${id}`);
      const experiment = (await read<readonly ExperimentReport[]>('/experiments')).find(
        (each) => each.id === id,
      );
      await lab.visitor.checkState(`${id}, before`);
      await lab.run(id);
      const moments = experiment?.steps.flatMap((step) => step.moments.map(({ text }) => text)) ?? [];
      expect(moments).not.toEqual([]);
      for (const text of moments) await lab.page.locator('.moment.is-seen').getByText(text).first().waitFor();
      expect(await lab.page.locator('.moment').count()).toBe(moments.length);
      await lab.page.getByText(experimentWords.right, { exact: true }).waitFor();
      await lab.visitor.checkState(`${id}, held`);
      await lab.button(experimentWords.all).click();
      await lab.page.getByText(String(experiment?.title)).first().waitFor();
    },
    300_000,
  );

  it('another page says which one runs, shows it and stops it', async () => {
    const slow = 'Slow recommendations';
    const lab = await LabPage.open(shop, '/lab?experiment=slow-suggestions');
    await lab.button(experimentWords.run).click();
    await lab.page.locator('.moment.is-seen').getByText('Ada sees live suggestions.').waitFor();
    // Keeps the breaker from closing, so the run lasts 30 s longer than its last step needs.
    await shop.stack.lab.fault('checkout->recommendations', { kind: 'latency', ms: 3_000 });
    const second = await LabPage.open(shop, '/lab?experiment=double-click');
    await second.page.getByText(experimentWords.otherRuns(slow)).waitFor();
    expect(await second.button(experimentWords.run).count()).toBe(0);
    await second.button(experimentWords.showOther).click();
    await second.page.getByRole('heading', { name: `4. ${slow}` }).waitFor();
    await second.button(experimentWords.stop).click();
    await second.button(experimentWords.runAgain).waitFor();
    await lab.button(experimentWords.runAgain).waitFor();

    // Last, in another run: on a busy machine, the looks take longer than a run does.
    const { runId } = await send<ExperimentRun>('POST', '/experiments/slow-suggestions/runs');
    await second.visitor.open('/lab?experiment=double-click');
    await second.page.getByText(experimentWords.otherRuns(slow)).waitFor();
    await second.visitor.checkState('another experiment runs');
    await send('DELETE', `/runs/${runId}`);
  }, 300_000);
});
