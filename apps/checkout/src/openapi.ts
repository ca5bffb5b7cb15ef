import { randomBytes } from 'node:crypto';
import { printOpenApi, runProgram } from '@holdfast/service-defaults';
import { readCheckoutConfig } from './checkout.config.ts';
import { CheckoutModule } from './checkout.module.ts';
import { openApi } from './checkout.openapi.ts';

/** The example settings lack a secret, and this one is never stored. */
const tokenSecrets = `2026-01-01T00:00:00Z=${randomBytes(32).toString('hex')}`;
const example = new URL('../.env.example', import.meta.url);

runProgram(() =>
  printOpenApi(openApi, example, (environment, logger) =>
    CheckoutModule.register(
      readCheckoutConfig({ ...environment, ORDER_TOKEN_SECRETS: tokenSecrets }),
      logger,
    ),
  ),
);
