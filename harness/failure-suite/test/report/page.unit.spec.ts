import { describe, expect, it } from '@jest/globals';
import { unspecifiedCells } from '../../src/report/page/matrix/cells.ts';
import { pageMostBytes } from '../../src/report/page/data/room.ts';
import { page } from '../../src/report/page/page.ts';
import { aResult, morning } from './a-result.ts';
import { aBrokenResult, aSuiteReport, enumeration, outages } from './a-suite-report.ts';

/** The scenarios as the page's script reads them: the first value of each is the number of its name. */
function listed(text: string): string[] {
  const [, json = ''] = /<script type="application\/json" id="run">\s*(.*)\s*<\/script>/.exec(text) ?? [];
  const { texts, scenarios } = JSON.parse(json) as { texts: string[]; scenarios: number[][] };
  return scenarios.map(([name = -1]) => texts[name]!);
}

/** The scenarios of the first list in a text that is written as numbers of rows. */
function linked(text: string, all: readonly string[]): (string | undefined)[] {
  const [, rows = ''] = /data-rows="([^"]*)"/.exec(text) ?? [];
  return rows.split(' ').map((row) => all[Number(row)]);
}

/** The text of a section, by the ID of its heading. */
const section = (text: string, id: string): string => {
  const from = text.indexOf(`<h2 id="${id}"`);
  const until = text.indexOf('<h2 ', from + 1);
  return text.slice(from, until === -1 ? undefined : until);
};

const aVoidResult = () =>
  aResult({ name: 'webhook-out-of-order', verdict: 'void', reasons: ['The strike was never hit.'] });

describe('the page of a run', () => {
  const report = aSuiteReport({
    verdict: 'broken',
    results: [...aSuiteReport().results, aVoidResult(), aBrokenResult()],
  });
  const text = page(report);

  it('loads nothing: every link is an anchor of the page', () => {
    expect(text).not.toMatch(/\b(src|href)="(?!#)/);
    expect(text).not.toMatch(/@import|url\(/);
    expect(text).toContain('content="default-src &#39;none&#39;;');
  });

  it('has every scenario, those that did not hold first', () => {
    const names = report.results.map(({ name }) => name);
    expect(listed(text).toSorted()).toEqual(names.toSorted());
    expect(listed(text).slice(0, 2)).toEqual(['two-tabs-with-one-cart', 'webhook-out-of-order']);
  });

  it('lists broken scenarios first, then void ones', () => {
    const order = ['two-tabs-with-one-cart', 'webhook-out-of-order'];
    const places = order.map((name) => text.indexOf(`<details class="scenario" id="${name}"`));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(text).toContain('1 of 423 scenarios did not hold');
  });

  it('shows ledgers only of scenarios that did not hold', () => {
    expect(text.match(/Ledgers at the end/g)).toHaveLength(1);
    expect(section(text, 'not-held')).toContain('ch_2');
  });

  it('draws every lane of a scenario on one time axis', () => {
    const failed = section(text, 'not-held');
    for (const lane of ['customer Ada', 'payments-&gt;stripe', 'payments-2', 'order ord_1'])
      expect(failed).toContain(`${lane}</text>`);
    expect(failed).toMatch(/>\s*healed<\/text/);
  });

  it('merges a crowd of customers into one lane', () => {
    const timeline = Array.from({ length: 300 }, (_, number) => ({
      at: morning + number,
      lane: `customer ${number}`,
      kind: 'request' as const,
      text: 'POST /checkouts → 202',
    }));
    const made = page(aSuiteReport({ results: [aBrokenResult({ timeline })] }));
    expect(made).toContain('customer 19</text>');
    expect(made).not.toContain('customer 20</text>');
    expect(made).toContain('280 more</text>');
  });

  it('shows a verdict by word and sign, not by color alone', () => {
    expect(text).toContain('<span class="tag broken">✗ broken</span>');
    expect(text).toContain('<span class="tag void">∅ void</span>');
  });

  it('escapes text from customers and providers', () => {
    const evil = '<script>alert(1)</script>"\'&';
    const name = 'odd"><b>';
    const made = page(
      aSuiteReport({
        results: [aBrokenResult({ name, broken: evil, customerSaw: [evil], reasons: [evil] })],
      }),
    );
    expect(made.match(/<script/g)).toHaveLength(2);
    expect(made).not.toContain('<b>');
    expect(made).toContain('&lt;script&gt;alert(1)');
  });
});

describe('the size of the page', () => {
  const sizeOf = (text: string): number => Buffer.byteLength(text);
  /** As long as those of real scenarios, and no two alike. */
  const sentences = (number: number) => ({
    broken: `Payments charges order ${number}, its answer to request ${number} is lost, and the customer retries.`,
    customerSees: `The order is accepted as pending. Its receipt for $${number}.00 follows within seconds.`,
    customerSaw: [`POST /checkouts → 202 after ${number} ms`, `GET /orders/${number} → 200 after 3 ms`],
  });
  const strikes = (['checkout', 'refund', 'webhook', 'receipt', 'payment', 'confirmation'] as const).flatMap(
    enumeration,
  );
  const byHand = (count: number, make = aResult) =>
    Array.from({ length: count }, (_, number) => make({ name: `by-hand-${number}`, ...sentences(number) }));
  const longTimeline = Array.from({ length: 2_000 }, (_, number) => ({
    at: morning + number,
    lane: 'checkout->postgres',
    kind: 'message' as const,
    text: `→ insert into orders, number ${number}`,
  }));

  it('is at most 400 kB for a whole run, with every scenario and a timeline per operation', () => {
    const results = [...byHand(300), ...strikes, ...outages];
    const text = page(aSuiteReport({ results }));
    expect(sizeOf(text)).toBeLessThanOrEqual(pageMostBytes);
    expect(listed(text)).toHaveLength(results.length);
    expect(text).toContain('<template data-row=');
    expect(text).not.toContain('the page is full');
  });

  it('is at most 400 kB if everything broke: each is named, and the first ones keep their timelines', () => {
    const broken = byHand(900, (over) => aBrokenResult({ ...over, timeline: longTimeline }));
    const text = page(aSuiteReport({ verdict: 'broken', results: broken }));
    expect(sizeOf(text)).toBeLessThanOrEqual(pageMostBytes);
    expect(listed(text)).toHaveLength(broken.length);
    expect(section(text, 'not-held')).toContain('Timeline of by-hand-0');
    expect(section(text, 'not-held')).toContain('In brief, because the page is full');
  });

  it('is at most 400 kB for a night of random scenarios, and says how many are left out', () => {
    const results = [...byHand(6_000), aBrokenResult()];
    const text = page(aSuiteReport({ verdict: 'broken', results }));
    const names = listed(text);
    expect(sizeOf(text)).toBeLessThanOrEqual(pageMostBytes);
    expect(names[0]).toBe('two-tabs-with-one-cart');
    expect(text).toContain(`${results.length - names.length} scenarios that held are only in report.json`);
  });
});

describe('the matrix edge × fault × phase', () => {
  const struck = [{ edge: 'payments->postgres', fault: 'garbage', phase: 'throughout' }] as const;
  const random = aResult({
    name: 'random-1',
    group: 'random',
    customerSees: '',
    cell: { edge: '*', fault: 'drawn', phase: 'throughout' },
    struck,
  });

  it('flags a struck cell that no scenario declares as unspecified', () => {
    const edges = section(page(aSuiteReport({ results: [random] })), 'edges');
    expect(edges).toContain('✗ unspecified</span></summary>');
    expect(linked(edges, ['random-1'])).toEqual(['random-1']);
    expect(unspecifiedCells([random])).toEqual([expect.stringMatching(/postgres.*struck by random-1$/)]);
  });

  it('accepts the cell once a scenario declares it', () => {
    const declaring = aResult({ name: 'postgres-garbled', cell: struck[0] });
    const edges = section(page(aSuiteReport({ results: [random, declaring] })), 'edges');
    expect(edges).toContain('there are none');
    expect(edges).not.toContain('unspecified</span></summary>');
    expect(unspecifiedCells([random, declaring])).toEqual([]);
  });

  it('flags an enumerated point without an expectation', () => {
    const [point] = enumeration('checkout');
    const unsaid = { ...point!, customerSees: 'unspecified', cell: { ...point!.cell, fault: 'a new one' } };
    expect(section(page(aSuiteReport({ results: [unsaid] })), 'edges')).toContain(
      'unspecified</span></summary>',
    );
  });

  it('accepts a cell whose edge has an expectation', () => {
    const cell = { edge: 'payments->stripe', fault: 'latency', phase: 'throughout' } as const;
    const results = [aResult({ ...random, struck: [cell] })];
    expect(section(page(aSuiteReport({ results })), 'edges')).toContain('there are none');
  });
});

describe('what users can do during an outage', () => {
  it('shows the observed statuses next to the expectation', () => {
    const users = section(page(aSuiteReport({ results: outages })), 'users');
    expect(users).toMatch(
      /503 with Retry-After, and nothing is charged.*?\s*<br \/>.*?seen: 201 \(1\), 503 \(1\)/s,
    );
    expect(users).toContain('not observed');
  });

  it('marks an outage that did not hold', () => {
    const results = outages.map((each) => ({ ...each, verdict: 'broken' as const }));
    expect(section(page(aSuiteReport({ results })), 'users')).toContain('✗ seen: 201 (1), 503 (1)');
  });
});

describe('the eight fallacies', () => {
  it('are all listed, and those with fewer than two scenarios are flagged', () => {
    const fallacies = section(page(aSuiteReport()), 'fallacies');
    expect(fallacies.match(/<th scope="row">“/g)).toHaveLength(8);
    expect(fallacies).toContain('no scenario in this run');
    expect(fallacies).toContain('only one scenario in this run');
  });
});
