import { type Page } from 'playwright-core';
import { type Scene } from './scene.ts';
import { type Shop } from './shop.ts';

const seen = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor({ timeout: 30_000 });
const headed = (page: Page, text: RegExp) =>
  page.getByRole('heading', { level: 1, name: text }).waitFor({ timeout: 60_000 });

async function fillCart(page: Page): Promise<void> {
  await page.goto('/');
  const add = page.getByRole('button', { name: /Harbor black tea/ }).first();
  await add.click();
  await add.click();
}

async function checkOut(page: Page, method: string): Promise<void> {
  await fillCart(page);
  await page.goto('/checkout');
  await page.getByLabel('Email').fill('ada@example.com');
  await page.getByLabel(/^Name/).fill('Ada');
  await page.getByRole('radio', { name: new RegExp(method) }).check();
}

async function pay(page: Page, method: string): Promise<void> {
  await checkOut(page, method);
  await page.getByRole('button', { name: /^Pay / }).click();
}

async function payAndWait(page: Page): Promise<void> {
  await pay(page, 'Card that pays');
  await headed(page, /^We took/);
  await seen(page, /Payment of .* received/);
}

async function showCatalog(page: Page): Promise<void> {
  await page.goto('/');
  await page.locator('article img').first().waitFor();
  await page.waitForLoadState('networkidle');
}

async function showCart(page: Page): Promise<void> {
  await fillCart(page);
  await page
    .getByRole('button', { name: /Enamel mug/ })
    .first()
    .click();
  await page.getByRole('link', { name: /^Cart/ }).click();
  await page.getByRole('link', { name: 'Check out' }).waitFor();
}

async function showPaying(page: Page, { lab }: Shop): Promise<void> {
  await checkOut(page, 'Card that pays');
  await lab.fault('payments->stripe', { kind: 'latency', ms: 9_000 });
  await page.getByRole('button', { name: /^Pay / }).click();
  await seen(page, 'Still working.');
}

async function showPending(page: Page, { stack }: Shop): Promise<void> {
  await checkOut(page, 'Card that pays');
  await stack.act('kill', 'payments');
  await page.getByRole('button', { name: /^Pay / }).click();
  await headed(page, /^We are finding out/);
  await seen(page, /could not be confirmed in time|still processing/);
}

async function showBank(page: Page): Promise<void> {
  await pay(page, 'Bank asks first');
  await page.getByRole('link', { name: 'Confirm with your bank' }).waitFor({ timeout: 30_000 });
}

async function showDecline(page: Page): Promise<void> {
  await pay(page, 'Insufficient funds');
  await seen(page, /^Nothing was taken/);
}

async function showRefund(page: Page): Promise<void> {
  await payAndWait(page);
  await page.getByRole('button', { name: 'Return my money' }).click();
  await page.getByRole('dialog').waitFor();
}

const heal = ({ lab }: Shop) => lab.heal();
const startPayments = ({ stack }: Shop) => stack.act('start', 'payments');

export const shopScenes: readonly Scene[] = [
  { name: 'shop-catalog', screen: 'desktop', colors: 'light', play: showCatalog },
  { name: 'shop-catalog-phone', screen: 'phone', colors: 'dark', play: showCatalog },
  { name: 'shop-cart', screen: 'desktop', colors: 'light', play: showCart },
  { name: 'shop-paying', screen: 'desktop', colors: 'light', play: showPaying, restore: heal },
  { name: 'shop-pending', screen: 'desktop', colors: 'light', play: showPending, restore: startPayments },
  { name: 'shop-paid', screen: 'desktop', colors: 'light', play: payAndWait },
  { name: 'shop-paid-phone', screen: 'phone', colors: 'light', play: payAndWait },
  { name: 'shop-bank-phone', screen: 'phone', colors: 'dark', play: showBank },
  { name: 'shop-declined', screen: 'desktop', colors: 'light', play: showDecline },
  { name: 'shop-refund', screen: 'desktop', colors: 'dark', play: showRefund },
];
