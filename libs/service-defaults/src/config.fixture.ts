import { type z } from 'zod';
import { ConfigError, readConfig } from './config.ts';

/** What a service says when it refuses these settings; throws when it accepts them. */
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
