import { type V1Ingress } from '@kubernetes/client-node';
import { titleOf } from '../rendering.ts';
import { eachOf, type Facts, type Rule } from '../rule.ts';

const webhooks = '/webhooks/stripe';

/** `/orders` for `/orders/:orderId`. */
const firstPart = (path: string): string => `/${path.split('/')[1] ?? ''}`;

function pathProblem(
  service: string | undefined,
  path: string,
  pathType: string,
  facts: Facts,
): string | false {
  if (service === 'payments')
    return (
      (path !== webhooks || pathType !== 'Exact') &&
      `opens ${path} of payments: only ${webhooks}, as an exact path, is for Stripe`
    );
  if (service !== 'storefront') return `opens ${service} to the world, past the storefront`;
  if (path === '/' && pathType !== 'Exact') return 'opens all paths of the storefront, also /metrics';
  const isOffered = facts.publicPaths.map(firstPart).includes(path);
  return !isOffered && `opens ${path} of the storefront, which is not part of the shop`;
}

export const exposureRules: readonly Rule[] = [
  eachOf(
    'exposure',
    ({ rendering }) => rendering.ofKind<V1Ingress>('Ingress'),
    titleOf,
    ({ spec }, { facts }) =>
      (spec?.rules ?? []).flatMap(({ http }) =>
        (http?.paths ?? []).map(({ path = '/', pathType, backend }) =>
          pathProblem(backend.service?.name, path, pathType, facts),
        ),
      ),
  ),
  {
    name: 'public-api',
    find: ({ rendering, facts, servers }) => {
      if (servers === 'inside') return [];
      const opened = rendering
        .ofKind<V1Ingress>('Ingress')
        .flatMap(({ spec }) => spec?.rules ?? [])
        .flatMap(({ http }) => http?.paths ?? [])
        .map(({ path }) => path);
      return [...new Set([...facts.publicPaths.map(firstPart), webhooks])]
        .filter((path) => !opened.includes(path))
        .map((path) => ({ object: 'Ingress', text: `does not open ${path}` }));
    },
  },
];
