import { examples } from '@holdfast/contracts';
import { type OpenApiSettings } from '@holdfast/service-defaults';

export const openApi: OpenApiSettings = {
  title: 'Holdfast recommendations',
  description: 'What goes with what, counted from paid orders. Internal: callers present a service key.',
  examples,
};
