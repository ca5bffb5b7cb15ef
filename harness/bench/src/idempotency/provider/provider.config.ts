import { readConfig, serviceSettings } from '@holdfast/service-defaults';
import { z } from 'zod';

const settings = z.object({ HOST: serviceSettings.HOST, PORT: serviceSettings.PORT });

export type ProviderConfig = Readonly<z.output<typeof settings>>;

export function readProviderConfig(): ProviderConfig {
  return readConfig('provider', settings, process.env);
}
