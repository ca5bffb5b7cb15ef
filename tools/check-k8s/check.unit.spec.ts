import { describe, expect, it } from '@jest/globals';
import { check } from './check.ts';
import { factsOfRepository } from './facts.ts';
import { type Mistake, mutants, withMistakes } from './mutants.fixture.ts';
import { isFromTheseSources, type Overlay, overlays, readCommitted } from './render.ts';
import { Rendering } from './rendering.ts';
import { type Facts, type Subject } from './subject.ts';

const facts = await factsOfRepository();
const committed: Readonly<Record<Overlay, string>> = {
  demo: readCommitted('demo'),
  production: readCommitted('production'),
};
const parsed = { demo: Rendering.parse(committed.demo), production: Rendering.parse(committed.production) };

const findings = (overlay: Overlay, rendering = parsed[overlay], also: Partial<Subject> = {}): string[] =>
  check({
    rendering,
    facts,
    servers: overlay === 'demo' ? 'inside' : 'outside',
    isRelease: false,
    ...also,
  }).map(({ object, path, text }) => `${object} ${path} ${text}`);

describe.each(overlays)('the rendering of %s', (overlay) => {
  it('matches its sources', () => {
    expect(isFromTheseSources(committed[overlay])).toBe(true);
    expect(isFromTheseSources(`${committed[overlay]}# more\n`)).toBe(false);
  });

  it('has no findings', () => {
    expect(findings(overlay)).toEqual([]);
  });
});

const changed = (overlay: Overlay, mistake: Mistake): string[] =>
  findings(overlay, new Rendering(withMistakes(parsed[overlay].objects, mistake)));

describe('a mistake', () => {
  it.each(mutants().map(({ text, ...mutant }) => [text, mutant] as const))(
    'is found: %s',
    (_, { overlay, mistake }) => {
      expect(changed(overlay, mistake)).not.toEqual([]);
    },
  );

  it('is reported with its place, what is there and what is expected', () => {
    const path = ['spec', 'template', 'spec', 'containers', 0, 'livenessProbe', 'httpGet', 'path'];
    expect(changed('production', { title: 'Deployment/checkout', path, value: '/health/ready' })).toEqual([
      'Deployment/checkout spec.template.spec.containers[service].livenessProbe.httpGet.path is "/health/ready", expected "/health/live"',
    ]);
  });

  it('can be a value that the service refuses', () => {
    const mistake = { title: 'ConfigMap/email-settings', path: ['data', 'EMAIL_FROM'], value: 'x' };
    expect(changed('demo', mistake)).toEqual([
      'ConfigMap/email-settings data.EMAIL_FROM is refused by email: must be "name <address>" or an address',
    ]);
  });
});

describe('production', () => {
  it('has no Secrets of its own', () => {
    const value = parsed.demo.find('Secret/checkout');
    expect(changed('production', { title: 'Secret/checkout', path: [], value })).toEqual([
      'Secret/checkout  is not expected',
    ]);
  });

  it.each([
    ['HorizontalPodAutoscaler/checkout', 'spec>maxReplicas', 12],
    ['Deployment/email', 'spec>template>spec>containers>0>resources>requests>memory', '512Mi'],
    ['ConfigMap/checkout-settings', 'data>LIMIT_DECLINES_PER_ADDRESS_HOUR', '100'],
    ['ConfigMap/checkout-settings', 'data>SELF_REFUND_HOURS', '48'],
    ['Ingress/shop', 'metadata>annotations', { 'cert-manager.io/cluster-issuer': 'letsencrypt' }],
    ['NetworkPolicy/to-postgres', 'spec>egress>0>ports>0>port', 25_060],
    ['NetworkPolicy/dns', 'spec>egress>0>to>1', { ipBlock: { cidr: '169.254.20.10/32' } }],
    ['ServiceAccount/email', 'imagePullSecrets', [{ name: 'registry' }]],
  ])('may choose: %s %s', (title, path, value) => {
    expect(changed('production', { title, path: path.split('>'), value })).toEqual([]);
  });
});

describe('trusted proxies', () => {
  const trusting = (storefront: string, checkout: string): string[] => {
    const objects = withMistakes(
      parsed.production.objects,
      { title: 'ConfigMap/storefront-settings', path: ['data', 'TRUST_PROXY'], value: storefront },
      { title: 'ConfigMap/checkout-settings', path: ['data', 'TRUST_PROXY'], value: checkout },
    );
    return findings('production', new Rendering(objects));
  };

  it.each([
    ['10.1.0.0/28', '10.1.0.0/28,10.1.0.16/28'],
    ['10.0.0.0/14', '10.0.0.0/14'],
  ])('may be %s and %s', (storefront, checkout) => {
    expect(trusting(storefront, checkout)).toEqual([]);
  });

  it.each([
    ['10.1.0.0/28', '10.1.0.0/28'],
    ['10.1.0.0/28', '10.1.0.16/28,10.1.0.32/28'],
    ['10.1.0.0/28', '10.1.0.0/28,0.0.0.0/1'],
    ['', '10.1.0.16/28'],
    ['10.1.0.0/28', '10.1.0.0/28,storefront'],
  ])('may not be "%s" and "%s"', (storefront, checkout) => {
    expect(trusting(storefront, checkout)).not.toEqual([]);
  });
});

describe('a release', () => {
  const filledIn = committed.production
    .replaceAll('0'.repeat(64), 'a'.repeat(64))
    .replaceAll('registry.holdfast.example/', 'registry.acme.test/shop/')
    .replaceAll('holdfast.example\n', 'acme.test\n')
    .replaceAll('@holdfast.example', '@acme.test')
    .replaceAll('pk_test_holdfast_example', 'pk_live_acme')
    .replaceAll('192.0.2.', '10.1.2.')
    .replace('  STRIPE_SECRET_KEY_FILE', '  ALLOW_LIVE_PAYMENTS: "yes"\n  STRIPE_SECRET_KEY_FILE');
  const found = (text: string) => findings('production', Rendering.parse(text), { isRelease: true });

  it('passes if everything is filled in', () => {
    expect(found(filledIn)).toEqual([]);
  });

  it.each([
    ['a digest', 'a'.repeat(64), '0'.repeat(64)],
    ['the registry', 'registry.acme.test/', 'registry.holdfast.example/'],
    ['a host', 'shop.acme.test', 'shop.holdfast.example'],
    ['a sender', '@acme.test', '@holdfast.example'],
    ['a network', '10.1.2.', '192.0.2.'],
    ['the publishable key', 'pk_live_acme', 'pk_test_holdfast_example'],
  ])('fails if %s is not filled in', (_, value, placeholder) => {
    expect(found(filledIn.replace(value, placeholder))).toContainEqual(
      expect.stringContaining('still contains'),
    );
  });
});

describe('the code', () => {
  const withFacts = (changed: Partial<Facts>): string[] =>
    findings('demo', parsed.demo, { facts: { ...facts, ...changed } });

  it('may not make calls that no policy allows', () => {
    const found = withFacts({ calls: [...facts.calls, { from: 'email', to: 'payments' }] });
    for (const name of ['email-to-payments', 'payments-from-email'])
      expect(found).toContainEqual(expect.stringMatching(new RegExp(`^NetworkPolicy/${name}  is missing`)));
  });

  it('may not take longer to stop than its pods are given', () => {
    expect(withFacts({ drainMs: 25_000 })).toContainEqual(
      expect.stringContaining('terminationGracePeriodSeconds is 30, expected 40'),
    );
  });

  it('may not have a different version', () => {
    const found = withFacts({ version: '0.2.0' }).join('\n');
    for (const place of ['metadata.labels', '.image', 'Job/migrate-checkout-0-2-0'])
      expect(found).toContain(place);
  });

  it('may not need a setting that the manifests do not set', () => {
    const services = facts.services.map((each) => ({ ...each, settings: [...each.settings, 'GREETING'] }));
    expect(withFacts({ services })).toContain(
      'ConfigMap/checkout-settings data.GREETING is missing, must be a text',
    );
  });

  it('may not serve probes on other paths', () => {
    expect(withFacts({ operatorPaths: ['/healthz'] }).join('\n')).toContain('do not serve /health/live');
  });
});
