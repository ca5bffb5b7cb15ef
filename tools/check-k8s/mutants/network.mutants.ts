import { demo, gone, name, production } from './mutant.ts';

const anywhere = { ipBlock: { cidr: '0.0.0.0/0' } };

export const network = [
  ...demo('default-deny', 'NetworkPolicy/default-deny', ['', gone], ['spec>policyTypes', ['Ingress']]),
  ...demo('default-deny', 'NetworkPolicy/default-deny', ['spec>egress', [{}]]),
  ...demo('dns', 'NetworkPolicy/dns', ['', gone], ['spec>egress>0>ports>1', gone]),
  ...demo('network-edge', 'NetworkPolicy/checkout-to-payments', ['', gone]),
  ...demo(
    'network-edge',
    'NetworkPolicy/payments-from-checkout',
    ['', gone],
    ['spec>ingress>0>ports>0>port', 3001],
  ),
  ...demo('network-edge', 'NetworkPolicy/checkout-to-payments', [`spec>podSelector`, {}]),
  ...demo('network-edge', 'NetworkPolicy/to-postgres', [
    'spec>podSelector>matchExpressions>0>values',
    ['service'],
  ]),
  ...demo('network-edge', 'NetworkPolicy/redis', ['spec>ingress>0>from>0>podSelector', {}]),
  ...production('network-edge', 'NetworkPolicy/to-stripe', ['', gone], [`spec>podSelector>matchLabels`, {}]),
  ...production('network-edge', 'NetworkPolicy/storefront-from-shopper', ['', gone]),
  // The ingress controller reaches checkout.
  ...production('network-edge', 'NetworkPolicy/storefront-from-shopper', [
    `spec>podSelector>matchLabels>${name}`,
    'checkout',
  ]),
  // The storefront reaches payments, or the databases.
  ...demo('network-edge', 'NetworkPolicy/storefront-to-checkout', [
    'spec>egress>0',
    {
      to: [{ podSelector: { matchLabels: { [name]: 'payments' } } }],
      ports: [{ protocol: 'TCP', port: 3002 }],
    },
  ]),
  ...demo('network-edge', 'NetworkPolicy/to-postgres', [
    'spec>podSelector>matchExpressions>0>values',
    ['service', 'migrations', 'storefront'],
  ]),
  ...demo('network-edge', 'NetworkPolicy/checkout-from-storefront', ['', gone]),
  ...production('network-edge', 'NetworkPolicy/services-from-monitoring', [
    'spec>ingress>0>ports>0>port',
    9090,
  ]),
  ...demo(
    'network-width',
    'NetworkPolicy/to-postgres',
    ['spec>egress>0', {}],
    ['spec>egress>0>to>1', anywhere],
    ['spec>egress>0>ports', gone],
  ),
  ...production(
    'network-width',
    'NetworkPolicy/to-postgres',
    ['spec>egress>0>to', [anywhere]],
    ['metadata>annotations', gone],
  ),
  ...production(
    'network-width',
    'NetworkPolicy/to-stripe',
    ['spec>egress>0>to>0>ipBlock>except', ['10.0.0.0/8']],
    ['spec>egress>0>ports>0>port', 80],
  ),
  ...demo('idle-policy', 'NetworkPolicy/checkout-to-payments', [
    `spec>podSelector>matchLabels>${name}`,
    'shop',
  ]),
];
