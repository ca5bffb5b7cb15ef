import { type Plugin, type ProxyOptions, type ServerOptions } from 'vite';

/** The settings that a storefront writes into its pages. */
const settings = ['stripe-js', 'stripe-publishable-key', 'lab'];

const metaOf = (name: string): RegExp => new RegExp(`(<meta name="${name}" content=")([^"]*)"`);

/** @throws Error if no storefront responds there */
async function pageOf(shop: string): Promise<string> {
  try {
    const response = await fetch(shop);
    if (!response.ok) throw new Error(`it returned ${response.status}`);
    return await response.text();
  } catch (cause) {
    throw new Error(`There is no storefront at ${shop}. Run npm start, with the same PORT_BASE.`, { cause });
  }
}

/** Copies the settings of a running storefront into the page of the development server. */
export function pageSettingsOf(shop: string): Plugin {
  return {
    name: 'page-settings',
    apply: 'serve',
    async transformIndexHtml(html) {
      const served = await pageOf(shop);
      return settings.reduce((page, name) => {
        const value = metaOf(name).exec(served)?.[2] ?? '';
        return page.replace(metaOf(name), (_, start: string) => `${start}${value}"`);
      }, html);
    },
  };
}

/** Requests that are not for the pages go to a running storefront, as if its own pages had sent them. */
export function serverBefore(shop: string): ServerOptions {
  const asItsOwn: ProxyOptions = {
    target: shop,
    changeOrigin: true,
    configure: (proxy) => proxy.on('proxyReq', (request) => request.removeHeader('origin')),
  };
  return {
    host: '127.0.0.1',
    proxy: { '^/api/': asItsOwn, '^/images/': asItsOwn, '^/lab/api/': asItsOwn },
  };
}
