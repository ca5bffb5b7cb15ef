import { examples } from '@holdfast/contracts';
import { type OpenApiSettings } from '@holdfast/service-defaults';

export const openApi: OpenApiSettings = {
  title: 'Holdfast checkout',
  description:
    'The shop: catalog, checkouts and orders. A checkout charges once per idempotency key, whatever breaks.',
  bearers: {
    orderToken:
      'The `accessToken` from the response to `POST /checkouts`; it grants access to that order only',
  },
  examples,
};
