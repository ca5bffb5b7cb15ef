import { readFileSync } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError, type HealthCheck } from '@holdfast/service-defaults';
import { fillPage, isBuiltWithLab } from './page-template.ts';
import { type StorefrontConfig } from '../storefront.config.ts';

/** The pages of one build, filled in for this deployment. */
export interface BuiltPages {
  readonly html: string;
  readonly hasLab: boolean;
  readonly assets: string;
  readonly health: HealthCheck;
}

/**
 * Reads the pages that `PAGES` names, relative to `base`.
 * @throws ConfigError if they are missing, or lack the lab that `LAB_URL` asks for.
 */
export function readBuiltPages(config: StorefrontConfig, base: string): BuiltPages {
  const folder = path.resolve(base, config.PAGES);
  const file = path.join(folder, 'index.html');
  const html = htmlOf(file);
  const hasLab = config.LAB_URL !== undefined;
  if (hasLab && !isBuiltWithLab(html))
    throw new ConfigError('storefront', [
      'LAB_URL: needs the pages with the failure lab: set PAGES=web-demo',
    ]);
  const assets = path.join(folder, 'assets');
  return {
    html: fillPage(html, {
      stripeJsUrl: config.STRIPE_JS_URL,
      stripePublishableKey: config.STRIPE_PUBLISHABLE_KEY,
      hasLab,
    }),
    hasLab,
    assets,
    health: { name: 'pages', isNeeded: true, check: () => Promise.all([access(file), access(assets)]) },
  };
}

function htmlOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError('storefront', [`PAGES: has no index.html that can be read (${code}): ${file}`]);
  }
}
