import { bootService, runProgram } from '@holdfast/service-defaults';
import { checkoutProxy, passOnToCheckout } from './pass-on/checkout.proxy.ts';
import { passOnToLab } from './pass-on/lab.proxy.ts';
import { readBuiltPages } from './serve-pages/built-pages.ts';
import { serveAssets } from './serve-pages/serve-assets.plugin.ts';
import { readStorefrontConfig } from './storefront.config.ts';
import { StorefrontModule } from './storefront.module.ts';

runProgram(() => {
  const config = readStorefrontConfig(process.env);
  const pages = readBuiltPages(config, import.meta.dirname);
  const checkout = checkoutProxy(config.CHECKOUT_URL);
  return bootService({
    name: 'storefront',
    config,
    module: () => StorefrontModule.register({ ...pages, stripeJsUrl: config.STRIPE_JS_URL }),
    server: async (server, _logger, stopping) => {
      await serveAssets(server, pages.assets);
      await passOnToCheckout(server, checkout);
      if (config.LAB_URL !== undefined)
        await passOnToLab(server, { origin: config.LAB_URL, hosts: config.LAB_HOSTS, stopping });
    },
    checks: () => [pages.health, checkout.health],
  });
});
