import { examples } from '@holdfast/contracts';
import { type OpenApiSettings } from '@holdfast/service-defaults';

export const openApi: OpenApiSettings = {
  title: 'Holdfast recommendations',
  description: 'Recommendations computed from paid orders. Internal: clients need an API key.',
  examples,
};
