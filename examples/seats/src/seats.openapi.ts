import { type OpenApiSettings } from '@holdfast/service-defaults';

export const openApi: OpenApiSettings = {
  title: 'Holdfast seats',
  description: 'Seats, each reserved once. Clients need an API key.',
  examples: {},
};
