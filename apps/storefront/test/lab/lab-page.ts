import { type ExperimentId, type LabVerdict } from '@holdfast/lab-api';
import { type Locator, type Page } from 'playwright-core';
import { endWords, experimentWords } from '../../web/lab/experiments/words.ts';
import { labPageWords } from '../../web/lab/lab-words.ts';
import { pictureWords } from '../../web/lab/picture/words.ts';
import { fixWords, verdictWords } from '../../web/lab/verdict/words.ts';
import { type Customer } from '../shop/customer.ts';
import { type Shop } from '../shop/use-shop.ts';

/** Longer than any breaker stays open, and than work that a fault delayed needs. */
const patienceMs = 60_000;

/** The page of the lab, as its visitor uses it. */
export class LabPage {
  readonly visitor: Customer;

  private constructor(visitor: Customer) {
    this.visitor = visitor;
  }

  /** Opens the page and waits until it shows the lab's own values. */
  static async open(shop: Shop, path = '/lab'): Promise<LabPage> {
    const lab = new LabPage(await shop.customer(path));
    await lab.isInSight();
    return lab;
  }

  get page(): Page {
    return this.visitor.page;
  }

  /** The verdict bar. */
  get verdict(): Locator {
    return this.page.getByRole('region', { name: verdictWords.region });
  }

  get sentence(): Locator {
    return this.verdict.locator('.verdict-sentence');
  }

  /** The system: a picture, or on a phone a list. */
  get picture(): Locator {
    return this.page.getByRole('region', { name: pictureWords.region });
  }

  /** The panel beside it: experiments, or the selected part. */
  get side(): Locator {
    return this.page.getByRole('complementary', { name: labPageWords.sidePanel });
  }

  /** The button of a role in the picture: `payments`. */
  node(name: string): Locator {
    return this.picture.locator(`[data-target="${name}"]`);
  }

  /** A button of the panel. */
  action(name: string): Locator {
    return this.side.getByRole('button', { name, exact: true });
  }

  async openNode(name: string): Promise<void> {
    await this.node(name).click();
    await this.side.getByRole('heading', { name: pictureWords.nodeName(name) }).waitFor();
  }

  async openConnection(from: string, to: string): Promise<void> {
    // Its button lies on a line, beneath its captions.
    await this.node(`${from}->${to}`).dispatchEvent('click');
    const name = `${pictureWords.nodeName(from)} → ${pictureWords.nodeName(to)}`;
    await this.side.getByRole('heading', { name }).waitFor();
  }

  /** Waits until the picture shows this state of a role. */
  async nodeIs(name: string, state: string): Promise<void> {
    const label = new RegExp(`^${pictureWords.nodeName(name)}, ${state}\\b`);
    await this.picture.getByRole('button', { name: label }).waitFor({ timeout: patienceMs });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Waits until the stream is there. */
  async isInSight(): Promise<void> {
    await this.page.locator('.lab[data-sight=live]').waitFor({ timeout: patienceMs });
  }

  /** Waits until the verdict bar is in this state, by its word. */
  async counts(kind: LabVerdict['kind']): Promise<void> {
    await this.verdict
      .locator('.verdict-word')
      .filter({ hasText: new RegExp(`^${verdictWords.kinds[kind]}`) })
      .waitFor({ timeout: patienceMs });
  }

  /** Leaves all earlier orders out of the count. */
  async countFromNow(): Promise<void> {
    await this.button(verdictWords.countFromNow).click();
    await this.counts('nothing_yet');
  }

  async fixEverything(): Promise<void> {
    await this.button(fixWords.fix).click();
    await this.verdict
      .getByText(/^(Everything is fixed|Nothing was broken)\.$/)
      .waitFor({ timeout: patienceMs });
  }

  /** Opens an experiment, guesses, and runs it until it has a verdict. */
  async run(id: ExperimentId): Promise<void> {
    const guesses = this.page.getByRole('radio').and(this.page.locator('input[name=guess]'));
    await guesses.first().check();
    await this.button(experimentWords.run).click();
    await this.page.locator('.run-end').waitFor({ timeout: 2 * patienceMs });
    const word = await this.page.locator('.run-end-word').textContent();
    if (word !== endWords.held.word)
      throw new Error(`${id}: ${String(await this.page.locator('.experiment').textContent())}`);
  }
}
