import { checkout, demo, gone, main, pod, production } from './mutant.ts';

const zeros = '0'.repeat(64);

export const release = [
  ...demo(
    'image',
    checkout,
    [`${main}>image`, 'localhost/holdfast/checkout:latest'],
    [`${main}>image`, 'localhost/holdfast/payments:0.1.0'],
    [`${main}>image`, 'holdfast/checkout:0.1.0'],
  ),
  ...demo(
    'image',
    'StatefulSet/postgres',
    [`${main}>image`, 'postgres'],
    [`${main}>image`, 'postgres:latest'],
  ),
  ...production('image', checkout, [`${main}>image`, 'registry.holdfast.example/checkout:0.1.0']),
  ...production('image', checkout, [`${pod}>initContainers>0>image`, `r.example/email@sha256:${zeros}`]),
  ...demo(
    'migration-job',
    'Job/migrate-checkout-0-1-0',
    ['metadata>name', 'migrate-checkout-0-0-9'],
    ['spec>backoffLimit', gone],
    ['spec>activeDeadlineSeconds', gone],
    ['spec>ttlSecondsAfterFinished', gone],
    [`${main}>args`, ['payments']],
    [`${pod}>restartPolicy`, 'OnFailure'],
  ),
  ...production('migration-job', 'Job/migrate-email-0-1-0', [`${pod}>volumes>0>secret>secretName`, 'email']),
  ...demo(
    'schema-wait',
    checkout,
    [`${pod}>initContainers`, gone],
    [`${pod}>initContainers>0>command>1`, 'apps/payments/dist/migrate.js'],
    [`${pod}>initContainers>0>image`, 'localhost/holdfast/checkout:0.0.9'],
  ),
  ...demo('database-user', 'Secret/checkout', [
    'data>database_url',
    btoa('postgres://checkout_migrations:demo-checkout_migrations@postgres:5432/checkout'),
  ]),
  ...demo('database-user', 'Secret/email', [
    'data>database_url',
    btoa('postgres://email:demo-email@postgres:5432/payments'),
  ]),
  ...demo('database-user', 'Secret/postgres', ['data>email_password', btoa('other')]),
  ...production('database-user', checkout, [`${pod}>volumes>1>secret>secretName`, 'payments']),
];
