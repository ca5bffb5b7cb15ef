import { describe, expect, it } from '@jest/globals';
import { listedServices } from '@holdfast/local-stack';
import { check, rules } from './check.ts';
import { factsOfRepository } from './facts.ts';
import { mutants } from './mutants/all.mutants.ts';
import { type Mutant, mutate } from './mutants/mutant.ts';
import { isFromTheseSources, type Overlay, overlays, readCommitted } from './render.ts';
import { Rendering } from './rendering.ts';
import { type Facts, type Subject } from './rule.ts';

const facts = factsOfRepository();
const committed: Readonly<Record<Overlay, string>> = {
  demo: readCommitted('demo'),
  production: readCommitted('production'),
};

const subjectOf = (overlay: Overlay, rendering: Rendering, also: Partial<Subject> = {}): Subject => ({
  rendering,
  facts,
  servers: overlay === 'demo' ? 'inside' : 'outside',
  isRelease: false,
  ...also,
});
const parsed = { demo: Rendering.parse(committed.demo), production: Rendering.parse(committed.production) };

const shown = ({ rule, title, path, value }: Mutant): string =>
  `${rule}: ${title} ${path} ${value === undefined ? 'gone' : JSON.stringify(value).slice(0, 60)}`;

describe.each(overlays)('the rendering of %s', (overlay) => {
  it('matches its sources', () => {
    expect(isFromTheseSources(committed[overlay])).toBe(true);
    expect(isFromTheseSources(`${committed[overlay]}# more\n`)).toBe(false);
  });

  it('has no findings', () => {
    expect(check(subjectOf(overlay, parsed[overlay]))).toEqual([]);
  });
});

describe('a rule', () => {
  it.each(mutants.map((mutant) => [shown(mutant), mutant] as const))('finds %s', (_, mutant) => {
    const spoilt = new Rendering(mutate(parsed[mutant.overlay].objects, mutant));
    const found = check(subjectOf(mutant.overlay, spoilt)).map(({ rule }) => rule);
    expect(found).toContain(mutant.rule);
  });

  it('has a mutant that breaks it', () => {
    const withMutants = new Set([...mutants.map(({ rule }) => rule), 'placeholder']);
    expect(rules.map(({ name }) => name).filter((name) => !withMutants.has(name))).toEqual([]);
  });

  it('keeps secrets out of production', () => {
    const secret = parsed.demo.objects.find(({ kind }) => kind === 'Secret') ?? {};
    const rendering = new Rendering([...parsed.production.objects, secret]);
    const found = check(subjectOf('production', rendering)).map(({ rule }) => rule);
    expect(new Set(found)).toEqual(new Set(['secret-object', 'unused-settings']));
  });
});

describe('a release', () => {
  const filledIn = committed.production
    .replaceAll('0'.repeat(64), 'a'.repeat(64))
    .replaceAll('registry.holdfast.example/', 'registry.acme.test/shop/')
    .replaceAll('holdfast.example\n', 'acme.test\n')
    .replaceAll('@holdfast.example', '@acme.test')
    .replaceAll('pk_test_holdfast_example', 'pk_live_acme')
    .replaceAll('192.0.2.', '10.1.2.');
  const findings = (text: string) =>
    check(subjectOf('production', Rendering.parse(text), { isRelease: true }));

  it('passes if everything is filled in', () => {
    expect(findings(filledIn)).toEqual([]);
  });

  it.each([
    ['a digest', 'a'.repeat(64), '0'.repeat(64)],
    ['the registry', 'registry.acme.test/', 'registry.holdfast.example/'],
    ['a host', 'shop.acme.test', 'shop.holdfast.example'],
    ['a sender', '@acme.test', '@holdfast.example'],
    ['a network', '10.1.2.', '192.0.2.'],
    ['the publishable key', 'pk_live_acme', 'pk_test_holdfast_example'],
  ])('fails if %s is not filled in', (_, value, placeholder) => {
    const found = findings(filledIn.replace(value, placeholder)).map(({ rule }) => rule);
    expect(found).toContain('placeholder');
  });
});

describe('the code', () => {
  const withFacts = (changed: Partial<Facts>) =>
    check(subjectOf('demo', parsed.demo, { facts: { ...facts, ...changed } })).map(
      ({ rule, text }) => `${rule}: ${text}`,
    );

  it('may not make calls that no policy allows', () => {
    const needs = facts.graph.needs.map((each) =>
      each.service === 'email'
        ? { ...each, addresses: { ...each.addresses, PAYMENTS_URL: 'payments' } }
        : each,
    );
    const found = withFacts({ graph: { ...facts.graph, needs } });
    expect(found).toContainEqual(
      expect.stringMatching(/^network-edge: egress email -> payments.* is closed/),
    );
  });

  it('may not take longer to stop than its pods are given', () => {
    expect(withFacts({ drainMs: 25_000 })).toContainEqual(expect.stringContaining('drain-time'));
  });

  it('may not have a different version', () => {
    const found = withFacts({ version: '0.2.0' }).join('\n');
    for (const rule of ['labels', 'image', 'migration-job']) expect(found).toContain(`${rule}: `);
  });

  it('may not need a setting that the manifests do not set', () => {
    const needs = facts.graph.needs.map((each) => ({ ...each, settings: [...each.settings, 'GREETING'] }));
    expect(withFacts({ graph: { ...facts.graph, needs } })).toContain('settings: lacks GREETING');
  });

  it('may not serve probes on other paths', () => {
    expect(withFacts({ operatorPaths: ['/healthz'] })).toContain('probes: no service serves /health/live');
  });
});

describe('the facts', () => {
  it('are read from the repository', () => {
    expect(facts.drainMs).toBe(15_000);
    expect(facts.operatorPaths).toEqual(
      expect.arrayContaining(['/health/started', '/health/live', '/health/ready']),
    );
    expect(facts.publicPaths).toEqual(
      expect.arrayContaining(['/', '/checkout/waiting', '/assets/', '/api/checkouts', '/images/*']),
    );
    expect(facts.publicPaths.filter((each) => /lab|\*$/.test(each))).toEqual(['/images/*']);
    expect(facts.stripeJsUrl).toMatch(/^https:\/\/js\.stripe\.com\/[a-z]+\/stripe\.js$/);
    const ours = ['checkout', 'payments', 'email', 'recommendations'];
    expect(facts.migrated).toEqual([...ours, ...listedServices().map(({ name }) => name)]);
    expect(facts.settings.get('payments')).toContain('STRIPE_SECRET_KEY');
    expect(facts.outsideSecrets.get('shop-tls')).toEqual(['tls.crt', 'tls.key']);
    expect(facts.graph.calls).toContainEqual({ from: 'stripe', to: 'payments' });
  });
});
