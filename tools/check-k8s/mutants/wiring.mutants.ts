import { checkout, demo, gone, main, name, pod, production, storefront } from './mutant.ts';

export const references = [
  ...demo(
    'dangling-reference',
    checkout,
    [`${main}>envFrom>0>configMapRef>name`, 'checkout-settings'],
    [`${pod}>serviceAccountName`, 'checkouts'],
    [`${pod}>volumes>1>secret>secretName`, 'checkout'],
    [`${pod}>volumes>1>secret>items>0>key`, 'api-keys'],
    [`${main}>volumeMounts>1>name`, 'temp'],
    [`${pod}>volumes>0`, { name: 'tmp', persistentVolumeClaim: { claimName: 'tmp' } }],
  ),
  ...production(
    'dangling-reference',
    checkout,
    [`${pod}>volumes>1>secret>secretName`, 'checkout-2'],
    [`${pod}>volumes>1>secret>items>0>key`, 'api-keys'],
  ),
  ...production(
    'ingress',
    'Ingress/shop',
    ['spec>tls', gone],
    ['spec>tls>0>secretName', 'other-tls'],
    ['spec>rules>0>http>paths>0>backend>service>name', 'checkouts'],
    ['spec>rules>0>http>paths>0>backend>service>port', { name: 'web' }],
  ),
  ...demo('selector', checkout, [`spec>selector>matchLabels>${name}`, 'checkouts']),
  ...demo('selector', 'Deployment/email', [
    'spec>selector>matchLabels',
    { 'app.kubernetes.io/component': 'service' },
  ]),
  ...demo(
    'service',
    'Service/checkout',
    [`spec>selector>${name}`, 'checkouts'],
    [`spec>selector>${name}`, 'payments'],
    ['spec>ports>0>targetPort', 'htp'],
    ['spec>ports>0>targetPort', 3002],
    ['spec>selector', gone],
  ),
  ...demo('generated-name', 'ConfigMap/checkout-settings', ['metadata>name', 'checkout-settings']),
  ...production(
    'exposure',
    'Ingress/shop',
    ['spec>rules>0>http>paths>0>pathType', 'Prefix'],
    ['spec>rules>0>http>paths>0>path', '/metrics'],
    ['spec>rules>0>http>paths>0>path', '/lab'],
    ['spec>rules>0>http>paths>0>backend>service>name', 'checkout'],
    ['spec>rules>0>http>paths>0>backend>service>name', 'recommendations'],
  ),
  ...production(
    'exposure',
    'Ingress/stripe-webhooks',
    ['spec>rules>0>http>paths>0>pathType', 'Prefix'],
    ['spec>rules>0>http>paths>0>path', '/payments'],
  ),
  ...production('public-api', 'Ingress/shop', ['spec>rules>0>http>paths>1', gone]),
];

const shopSettings = 'ConfigMap/storefront-settings';
const checkoutSettings = 'ConfigMap/checkout-settings';

export const shop = [
  ...demo('shop', storefront, ['', gone]),
  ...production(
    'shop',
    shopSettings,
    ['data>LAB_URL', 'http://failure-lab:3020'],
    ['data>PAGES', 'web-demo'],
    ['data>STRIPE_JS_URL', 'https://js.stripe.com/v3/'],
    ['data>STRIPE_JS_URL', 'http://stripe-simulator:3010/endive/stripe.js'],
    ['data>STRIPE_PUBLISHABLE_KEY', 'abc'],
    ['data>TRUST_PROXY', gone],
    ['data>TRUST_PROXY', '0.0.0.0/0'],
  ),
  ...production(
    'shop',
    checkoutSettings,
    ['data>SHOP_URL', gone],
    ['data>SHOP_URL', 'https://webhooks.holdfast.example'],
    ['data>TRUST_PROXY', gone],
    ['data>TRUST_PROXY', '192.0.2.160/28'],
    ['data>TRUST_PROXY', '192.0.2.160/28,::/0'],
  ),
  ...production('shop', 'ConfigMap/email-settings', ['data>SHOP_URL', 'https://www.holdfast.example']),
  ...demo('shop', 'Secret/email', ['data>order_token_secrets', btoa('2026-01-01T00:00:00Z=other')]),
  ...demo('settings', shopSettings, ['data>CHECKOUT_URL', gone]),
  ...demo('address', shopSettings, ['data>CHECKOUT_URL', 'http://payments:3002']),
  ...demo('secret-in-clear', shopSettings, ['data>STRIPE_PUBLISHABLE_KEY', 'sk_test_x']),
];

export const settings = [
  ...demo(
    'settings',
    'ConfigMap/checkout-settings',
    ['data>PAYMENTS_ULR', 'http://payments:3002'],
    ['data>PAYMENTS_URL', gone],
    ['data>API_KEYS_FILE', gone],
    ['data>HOST', '127.0.0.1'],
    ['data>PORT', '3002'],
  ),
  ...production('settings', 'ConfigMap/payments-settings', [
    'data>STRIPE_API_URL',
    'http://stripe-simulator:3010',
  ]),
  ...demo(
    'secret-file',
    'ConfigMap/checkout-settings',
    ['data>DATABASE_URL_FILE', '/run/secrets/queue_url'],
    ['data>QUEUE_URL_FILE', '/secrets/queue_url'],
    ['data>CACHE_URL_FILE', gone],
  ),
  ...demo(
    'secret-file',
    checkout,
    [`${pod}>volumes>1>secret>defaultMode`, gone],
    [`${main}>volumeMounts>0>mountPath`, '/secrets'],
  ),
  ...demo('secret-in-clear', 'ConfigMap/checkout-settings', [
    'data>QUEUE_URL',
    'redis://:letmein@redis:6379',
  ]),
  ...demo('secret-in-clear', 'ConfigMap/payments-settings', ['data>STRIPE_SECRET_KEY', 'anything']),
  ...demo(
    'secret-in-clear',
    checkout,
    [`${main}>envFrom>1`, { secretRef: { name: 'checkout' } }],
    [`${main}>env>1`, { name: 'A', valueFrom: { secretKeyRef: { name: 'checkout', key: 'api_keys' } } }],
    [`${main}>args`, ['--key', 'sk_test_12']],
  ),
  ...demo(
    'address',
    'ConfigMap/checkout-settings',
    ['data>PAYMENTS_URL', 'http://payments:3001'],
    ['data>PAYMENTS_URL', 'http://payment:3002'],
    ['data>PAYMENTS_URL', 'payments'],
  ),
  ...demo('address', 'Secret/email', ['data>smtp_url', btoa('smtp://mail:25')]),
  ...demo('secret-object', 'Secret/payments', ['data>stripe_secret_key', btoa('sk_live_x')]),
  ...demo('unused-settings', 'ConfigMap/checkout-settings', ['metadata>name', 'other-settings-0123456789']),
];
