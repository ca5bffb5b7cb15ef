import { httpUrl, postgresUrl, readConfig, serviceSettings } from '@holdfast/service-defaults';
import { z } from 'zod';

const settings = z.object({
  ...serviceSettings,
  DATABASE_URL: postgresUrl,
  PROVIDER_URL: httpUrl,
});

export type ServerConfig = Readonly<z.output<typeof settings>>;

export function readServerConfig(name: string): ServerConfig {
  return readConfig(name, settings, process.env);
}
