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
  const hostOf = (each: string): unknown =>
    subject.rendering.at(`Ingress/${each}`, 'spec', 'rules', 0, 'host');
  const others = ['shop', 'stripe-webhooks'].filter((each) => each !== name).map(hostOf);
  const spec = {
    ingressClassName: ingressClass,
    rules: [{ host: host(others), http: { paths } }],
    tls: [{ hosts: [String(hostOf(name))], secretName: tls }],
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
