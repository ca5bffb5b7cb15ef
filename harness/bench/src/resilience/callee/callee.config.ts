import { readConfig, serviceSettings } from '@holdfast/service-defaults';
import { z } from 'zod';

const settings = z.object({ HOST: serviceSettings.HOST, PORT: serviceSettings.PORT });

export type CalleeConfig = Readonly<z.output<typeof settings>>;

export function readCalleeConfig(): CalleeConfig {
  return readConfig('callee', settings, process.env);
}
