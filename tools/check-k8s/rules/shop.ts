import { type V1Ingress } from '@kubernetes/client-node';
import { mainContainer, type Pods } from '../rendering.ts';
import { type Problem, type Rule, type Subject } from '../rule.ts';
import { settingsOf } from './settings.ts';

type Settings = ReadonlyMap<string, string | undefined>;

/** The pods of a service, with their settings. */
interface Configured {
  readonly pods: Pods;
  readonly given: Settings;
}

function configured(name: string, { rendering, facts }: Subject): Configured | undefined {
  const pods = rendering.services.find((each) => each.name === name);
  if (pods === undefined) return undefined;
  return { pods, given: settingsOf(mainContainer(pods), pods, rendering, facts.settings.get(name)) };
}

/** The image contains the pages without the lab, and no overlay has a lab. */
const labProblems = (given: Settings): (string | false)[] => [
  given.has('LAB_URL') && 'leads to a failure lab: LAB_URL',
  ![undefined, 'web'].includes(given.get('PAGES')) && `serves the pages of ${given.get('PAGES')}: PAGES`,
];

function stripeProblems(given: Settings, { facts, servers }: Subject): (string | false)[] {
  const isPublishable = /^pk_(test|live)_/.test(given.get('STRIPE_PUBLISHABLE_KEY') ?? '');
  return [
    !isPublishable && 'shows a payment form without a publishable key: STRIPE_PUBLISHABLE_KEY',
    servers === 'outside' &&
      given.get('STRIPE_JS_URL') !== facts.stripeJsUrl &&
      `loads another Stripe.js than ${facts.stripeJsUrl}: STRIPE_JS_URL`,
  ];
}

/** `10.0.0.0/8` of a list; undefined if the setting is missing. */
const networksOf = (given: Settings): readonly string[] =>
  (given.get('TRUST_PROXY') ?? '').split(',').filter((entry) => entry.trim() !== '');

/** Each hop adds an address to X-Forwarded-For; trusting all networks lets clients choose theirs. */
function proxyProblems(given: Settings, hops: number): (string | false)[] {
  const networks = networksOf(given);
  return [
    networks.length < hops &&
      `trusts ${networks.length} of the ${hops} networks of proxies before it, so customers share one address and its limits: TRUST_PROXY`,
    ...networks.map(
      (entry) => /\/0$/.test(entry.trim()) && `lets clients choose their address: TRUST_PROXY ${entry}`,
    ),
  ];
}

/** Banks and emails lead customers to SHOP_URL: one address, which an Ingress leads to the storefront. */
function addressProblems(given: Settings, email: Settings | undefined, subject: Subject): (string | false)[] {
  const shop = given.get('SHOP_URL') ?? '';
  const hosts = subject.rendering
    .ofKind<V1Ingress>('Ingress')
    .flatMap(({ spec }) => spec?.rules ?? [])
    .filter(({ http }) => http?.paths.some(({ backend }) => backend.service?.name === 'storefront'))
    .map(({ host }) => `https://${host}`);
  return [
    shop === '' && 'declines payments that need a confirmation: SHOP_URL',
    email !== undefined && email.get('SHOP_URL') !== shop && 'has another SHOP_URL than email',
    email !== undefined &&
      email.get('ORDER_TOKEN_SECRETS') !== given.get('ORDER_TOKEN_SECRETS') &&
      'has other ORDER_TOKEN_SECRETS than email, so links in emails would not open',
    subject.servers === 'outside' &&
      !hosts.includes(shop) &&
      `sends customers to ${shop}, which no Ingress leads to the storefront`,
  ];
}

function problemsOf(subject: Subject): Problem[] {
  const shop = configured('storefront', subject);
  const checkout = configured('checkout', subject);
  if (shop === undefined || checkout === undefined)
    return [{ object: 'Deployment', text: 'there is no storefront in front of checkout' }];
  const email = configured('email', subject)?.given;
  const isBehindIngress = subject.servers === 'outside';
  const of = ({ pods }: Configured, texts: readonly (string | false)[]): Problem[] =>
    texts.filter((text) => text !== false).map((text) => ({ object: pods.title, text }));
  return [
    ...of(shop, [...labProblems(shop.given), ...stripeProblems(shop.given, subject)]),
    ...of(shop, proxyProblems(shop.given, isBehindIngress ? 1 : 0)),
    ...of(checkout, proxyProblems(checkout.given, isBehindIngress ? 2 : 0)),
    ...of(checkout, addressProblems(checkout.given, email, subject)),
  ];
}

/** The shop in front of checkout: its payment form, its address, and no lab. */
export const shopRules: readonly Rule[] = [{ name: 'shop', find: problemsOf }];
