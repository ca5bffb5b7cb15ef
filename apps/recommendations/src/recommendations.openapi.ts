import { examples } from '@holdfast/contracts';
import { type OpenApiSettings } from '@holdfast/service-defaults';

export const openApi: OpenApiSettings = {
  title: 'Holdfast recommendations',
  description: 'Recommendations computed from paid orders. Internal: callers present a service key.',
  examples,
};
