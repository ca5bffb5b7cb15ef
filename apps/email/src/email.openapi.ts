import { examples } from '@holdfast/contracts';
import { type OpenApiSettings } from '@holdfast/service-defaults';

export const openApi: OpenApiSettings = {
  title: 'Holdfast email',
  description:
    'Sends each email of an order once and keeps a ledger of them. Its jobs arrive by queue. These routes are internal: clients need an API key.',
  examples,
};
