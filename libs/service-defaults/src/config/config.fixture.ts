import { type z } from 'zod';
import { ConfigError, readConfig } from './config.ts';

/** The error message for these settings; throws if they are accepted. */
export function refusalOf(
  schema: z.ZodType,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  try {
    readConfig('checkout', schema as never, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('the settings were accepted');
}
