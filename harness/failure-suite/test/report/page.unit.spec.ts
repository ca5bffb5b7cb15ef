import { describe, expect, it } from '@jest/globals';
import { unspecifiedCells } from '../../src/report/page/matrix/cells.ts';
import { page } from '../../src/report/page/page.ts';
import { aResult, morning } from './a-result.ts';
import { aBrokenResult, aSuiteReport, enumeration, outages } from './a-suite-report.ts';

const ids = (text: string) => [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);

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

  it('has every anchor that it links to, once', () => {
    const links = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.length).toBeGreaterThan(400);
    expect(links.filter((id) => !ids(text).includes(id))).toEqual([]);
    expect(new Set(ids(text)).size).toBe(ids(text).length);
  });

  it('lists broken scenarios first, then void ones', () => {
    const order = ['two-tabs-with-one-cart', 'webhook-out-of-order', 'provider-response-lost'];
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
    const made = page(aSuiteReport({ results: [aResult({ timeline })] }));
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
    expect(made.match(/<script>/g)).toHaveLength(1);
    expect(made).not.toContain('<b>');
    expect(made).toContain('&lt;script&gt;alert(1)');
  });
});

describe('a run of 2,000 scenarios', () => {
  it('stays small enough for a browser to open quickly', () => {
    const results = Array.from({ length: 5 }, (_, round) =>
      enumeration('checkout').map((result) => ({ ...result, name: `${result.name}-${round}` })),
    ).flat();
    const many = Array.from({ length: 1_500 }, (_, number) => aResult({ name: `by-hand-${number}` }));
    const failed = Array.from({ length: 300 }, (_, number) => aBrokenResult({ name: `broken-${number}` }));
    expect(page(aSuiteReport({ results: [...results, ...many, ...failed] })).length).toBeLessThan(6_000_000);
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
    expect(edges).toContain('href="#random-1"');
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
