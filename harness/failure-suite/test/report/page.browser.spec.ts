import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chromiumArguments, findOrFetchChromium, noChromiumHelp, temporaryFolder } from '@holdfast/testing';
import { type Browser, chromium, type Page } from 'playwright-core';
import { page as pageOf } from '../../src/report/page/page.ts';
import { aResult } from './a-result.ts';
import { aBrokenResult, aSuiteReport } from './a-suite-report.ts';

const evil = '<img src=x onerror="document.title=1">';

describe('the page of a run in a browser, from a file and without a network', () => {
  const folder = temporaryFolder();
  const problems: string[] = [];
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const executablePath = await findOrFetchChromium();
    if (executablePath === undefined) throw new Error(noChromiumHelp);
    browser = await chromium.launch({ executablePath, args: [...chromiumArguments] });
    const context = await browser.newContext({ offline: true, viewport: { width: 390, height: 844 } });
    page = await context.newPage();
    page.on('pageerror', ({ message }) => problems.push(message));
    page.on('console', (line) => line.type() === 'error' && problems.push(line.text()));
    const results = [
      ...aSuiteReport().results,
      aBrokenResult(),
      aResult({ name: 'evil', customerSaw: [evil] }),
    ];
    const file = path.join(folder, 'index.html');
    writeFileSync(file, pageOf(aSuiteReport({ verdict: 'broken', results })));
    await page.goto(pathToFileURL(file).href);
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
    expect(problems).toEqual([]);
  });

  it('lists every scenario once, and each link leads to one of them', async () => {
    const total = aSuiteReport().results.length + 2;
    expect(await page.locator('details.scenario').count()).toBe(total);
    await page.evaluate('document.querySelectorAll("td details").forEach((each) => { each.open = true; })');
    await page.locator('td li a').first().waitFor();
    const missing = await page.evaluate(
      '[...document.links].map((a) => a.hash.slice(1)).filter((id) => document.getElementById(id) === null)',
    );
    expect(missing).toEqual([]);
    expect(
      await page.evaluate('new Set([...document.querySelectorAll("[id]")].map(({ id }) => id)).size'),
    ).toBe(await page.locator('[id]').count());
  });

  it('shows what broke, what was struck and what was seen of a strike that its grid leads to', async () => {
    await page.locator('table[data-grid] a').first().click();
    const strike = page.locator('details.scenario:target');
    await strike.getByText('The customer saw', { exact: true }).waitFor();
    expect(await strike.textContent()).toContain('POST /checkouts → 202 after 1.2 s');
    expect(await strike.textContent()).toContain('✓ all 11 hold');
  });

  it('draws the timeline of the example of an operation', async () => {
    await page.getByRole('link', { name: 'provider-response-lost' }).last().click();
    await page.locator('#provider-response-lost svg.timeline').waitFor();
  });

  it('finds scenarios by word and verdict', async () => {
    await page.getByLabel('Verdict').selectOption('broken');
    expect(await page.locator('details.scenario:visible').count()).toBe(1);
    await page.getByLabel('Verdict').selectOption('');
    await page.getByLabel('Search').fill('mail server refuses');
    expect(await page.locator('.filter output').textContent()).toMatch(/^1 of \d+ shown$/);
    await page.getByLabel('Search').fill('');
  });

  it('never turns text of a run into markup', async () => {
    await page.getByText('evil', { exact: true }).click();
    expect(await page.locator('#evil .inside').textContent()).toContain(evil);
    expect(await page.locator('img').count()).toBe(0);
  });
});
