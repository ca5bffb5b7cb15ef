import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FastifyInstance } from 'fastify';

/** The release of Stripe.js and of the SDK's API version. */
const release = 'endive';

/** Serves a stand-in for Stripe.js as one classic script, because pages load Stripe's own like that. */
export function stripeJsRoutes(app: FastifyInstance): void {
  const script = classicScript(readFileSync(join(import.meta.dirname, '../browser/stripe.js'), 'utf8'));
  app.get(`/${release}/stripe.js`, { config: { audience: 'any page' } }, (_request, reply) =>
    reply
      .headers({
        'Access-Control-Allow-Origin': '*',
        'Cache-Control': 'public, max-age=60',
        'Cross-Origin-Resource-Policy': 'cross-origin',
        'X-Content-Type-Options': 'nosniff',
      })
      .type('text/javascript; charset=utf-8')
      .send(script),
  );
}

/** @throws Error if the compiled module has imports, which a classic script cannot have */
function classicScript(module: string): string {
  if (/^import\s/m.test(module)) throw new Error('the script of pages must not import anything');
  const body = module.replace(/^export \{\};$/m, '').replace(/^\/\/# sourceMappingURL=.*$/m, '');
  return `(() => {\n'use strict';\n${body}})();\n`;
}
