import { examples } from '@holdfast/contracts';
import { type OpenApiSettings } from '@holdfast/service-defaults';

export const openApi: OpenApiSettings = {
  title: 'Holdfast payments',
  description: 'Charges orders through Stripe, once per idempotency key. Internal: clients need an API key.',
  examples,
};
