import { type Fields, type Shape } from '../compare.ts';
import { host, ingressAnnotations, ingressClass } from '../free.ts';
import { type Expected, type Subject } from '../subject.ts';
import { object } from './pods.ts';

const backend = (name: string): Fields => ({ service: { name, port: { name: 'http' } } });

/** `/orders` for `/orders/:orderId`. */
const firstPart = (path: string): string => `/${path.split('/')[1] ?? ''}`;

/** Only the shop's own paths: the storefront serves /metrics and /health on the same port. */
function shopPaths({ facts }: Subject): Shape {
  return [...new Set(facts.publicPaths.map(firstPart))].map((path) => {
    const isAlone = facts.publicPaths.every((each) => firstPart(each) !== path || each === path);
    return { backend: backend('storefront'), path, pathType: isAlone ? 'Exact' : 'Prefix' };
  });
}

function ingress(name: string, tls: string, paths: Shape, subject: Subject): Expected {
  const { rendering } = subject;
  const others = ['shop', 'stripe-webhooks'].filter((each) => each !== name);
  const classOfShop = rendering.at('Ingress/shop', 'spec', 'ingressClassName');
  const spec = {
    ingressClassName: name === 'shop' ? ingressClass : String(classOfShop),
    rules: [{ host: host(others.map((each) => rendering.hostOf(each))), http: { paths } }],
    tls: [{ hosts: [rendering.hostOf(name)], secretName: tls }],
  };
  return object('networking.k8s.io/v1 Ingress', name, subject, { spec }, { annotations: ingressAnnotations });
}

/** Everything that the world reaches: the shop, and the address for Stripe's webhooks. */
export const ingresses = (subject: Subject): Expected[] => [
  ingress('shop', 'shop-tls', shopPaths(subject), subject),
  ingress(
    'stripe-webhooks',
    'webhooks-tls',
    [{ backend: backend('payments'), path: '/webhooks/stripe', pathType: 'Exact' }],
    subject,
  ),
];
