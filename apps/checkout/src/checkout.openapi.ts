import { type OpenApiSettings } from '@holdfast/service-defaults';

export const openApi: OpenApiSettings = {
  title: 'Holdfast checkout',
  description:
    'The shop: catalogue, checkouts and orders. A checkout charges once per idempotency key, whatever breaks.',
};
