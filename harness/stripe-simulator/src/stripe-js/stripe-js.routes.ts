import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FastifyInstance } from 'fastify';

/** The release of Stripe.js and of the SDK's API version. */
const release = 'endive';

/** Each module after those that it imports. */
const modules = ['test-methods', 'element-style', 'stripe-api', 'payment-element', 'stripe'];

/** Serves a stand-in for Stripe.js as one classic script, because pages load Stripe's own like that. */
export function stripeJsRoutes(app: FastifyInstance): void {
  const folder = join(import.meta.dirname, '../browser');
  const script = classicScript(modules.map((name) => readFileSync(join(folder, `${name}.js`), 'utf8')));
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

const ownImport = new RegExp(`^import \\{[^}]*\\} from '\\./(?:${modules.join('|')})\\.js';$`, 'gm');

/** @throws Error if a compiled module imports anything else, which a classic script cannot do */
function classicScript(compiled: readonly string[]): string {
  const body = compiled
    .join('\n')
    .replaceAll(ownImport, '')
    .replaceAll(/^export (?:\{\};$)?/gm, '')
    .replaceAll(/^\/\/# sourceMappingURL=.*$/gm, '');
  if (/^import\s/m.test(body)) throw new Error('the script of pages must not import anything');
  return `(() => {\n'use strict';\n${body}})();\n`;
}
