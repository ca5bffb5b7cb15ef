import { type Page } from 'playwright-core';
import { type Film, type Recording, type Scene } from './scene.ts';
import { type Shop } from './shop.ts';

/** A part of an element, whose type these programs of Node do not know. */
interface Scrollable {
  scrollIntoView(options: { readonly block: string }): void;
}

/** Longer than the breakers need, and than an experiment takes. */
const patience = { timeout: 90_000 };

/** 1.5 s: long enough to read a line. */
const pauseMs = 1_500;

const verdict = (page: Page) => page.getByRole('region', { name: 'Verdict' });

async function openLab(page: Page, path = '/lab'): Promise<void> {
  await page.goto(path);
  await page.locator('.lab[data-sight=live]').waitFor(patience);
}

const letCustomersIn = (page: Page, rate: string): Promise<void> =>
  page.getByRole('radio', { name: rate, exact: true }).click();

async function isEven(page: Page): Promise<void> {
  await verdict(page).locator('.verdict-word').filter({ hasText: /^Even/ }).waitFor(patience);
}

/** Customers buy for a while, and every order so far is even. */
async function showEven(page: Page): Promise<void> {
  await openLab(page);
  await page.getByRole('button', { name: 'Count from now' }).click();
  await verdict(page)
    .locator('.verdict-word')
    .filter({ hasText: /^Nothing yet/ })
    .waitFor(patience);
  await letCustomersIn(page, '3/s');
  await verdict(page)
    .getByText(/^[3-9]\d orders = /)
    .waitFor(patience);
  // While they buy, an order is on its way at most moments.
  await letCustomersIn(page, 'Off');
  await page.getByRole('radio', { name: 'Off', exact: true, checked: true }).waitFor(patience);
  await isEven(page);
}

async function showPaymentsKilled(page: Page, { stack }: Shop): Promise<void> {
  await openLab(page);
  await letCustomersIn(page, '3/s');
  await verdict(page)
    .getByText(/^\d\d orders = /)
    .waitFor(patience);
  await stack.act('kill', 'payments');
  // The button lies on a line, beneath its words.
  await page
    .getByRole('button', { name: /^Connection from checkout to payments, breaker open/ })
    .dispatchEvent('click', undefined, patience);
  // Each term holds its explanation, so a pattern must not span one.
  await page.getByText(/has been open for/).waitFor(patience);
}

/** `waitMs`: between the steps, for viewers of a film. */
async function playLostAnswer(page: Page, waitMs = 0): Promise<void> {
  await page.locator('input[name=guess]').first().check();
  await page.waitForTimeout(waitMs);
  await page.getByRole('button', { name: 'Run it', exact: true }).click();
  await page.locator('.run-end').waitFor(patience);
  await page.waitForTimeout(2 * waitMs);
  await page
    .getByRole('button', { name: /^Follow order/ })
    .first()
    .click();
  const story = page.getByText(/attempts with one key/).first();
  await story.waitFor(patience);
  const scrollTo = (block: 'start' | 'end'): Promise<void> =>
    story.evaluate((line, place) => {
      (line as unknown as Scrollable).scrollIntoView({ block: place });
    }, block);
  await scrollTo('end');
  await page.waitForTimeout(waitMs);
  await scrollTo('start');
}

async function showLostAnswer(page: Page): Promise<void> {
  await openLab(page, '/lab?experiment=lost-answer');
  await playLostAnswer(page);
}

async function recordLostAnswer(page: Page, _shop: Shop, film: Film): Promise<void> {
  await openLab(page, '/lab?experiment=lost-answer');
  await page.locator('input[name=guess]').first().waitFor(patience);
  film.start();
  await page.waitForTimeout(pauseMs);
  await playLostAnswer(page, pauseMs);
  await page.waitForTimeout(pauseMs);
  await film.stop(6_000);
}

const restore = async (shop: Shop): Promise<void> => {
  const response = await fetch(`${shop.lab.url}/heal-all`, { method: 'POST' });
  if (!response.ok) throw new Error(`The lab could not fix everything: ${await response.text()}`);
};

export const labScenes: readonly (Scene | Recording)[] = [
  { name: 'lab-even', screen: 'desktop', colors: 'light', play: showEven, restore },
  { name: 'lab-even-dark', screen: 'desktop', colors: 'dark', play: showEven, restore },
  { name: 'lab-payments-killed', screen: 'desktop', colors: 'light', play: showPaymentsKilled, restore },
  { name: 'lab-lost-answer', screen: 'desktop', colors: 'light', play: showLostAnswer, restore },
  { name: 'lab-phone', screen: 'phone', colors: 'light', play: showEven, restore },
  { name: 'lab-phone-dark', screen: 'phone', colors: 'dark', play: showEven, restore },
  { name: 'lab', screen: 'desktop', colors: 'light', record: recordLostAnswer, restore },
];
