import { edgeErrors, pathOf, Problem } from '@holdfast/service-defaults';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, type HTTPMethods } from 'fastify';
import { passOnErrors } from './pass-on.errors.ts';
import { isPlainPath } from './plain-path.ts';
import { UpstreamProxy } from './upstream.proxy.ts';

/** 30 s: the longest deadline that checkout accepts. */
const responseTimeoutMs = 30_000;
/** 10 s of silence within a response: its outcome is decided, and it is at most a few KiB or an image. */
const silenceTimeoutMs = 10_000;

const prefix = '/api';

/** All that the shop's pages need of checkout. Nothing else of it can be reached through the storefront. */
const passed: readonly { readonly url: string; readonly methods: readonly HTTPMethods[] }[] = [
  { url: '/api/products', methods: ['GET', 'HEAD'] },
  { url: '/api/recommendations', methods: ['GET', 'HEAD'] },
  { url: '/api/orders/:orderId', methods: ['GET', 'HEAD'] },
  { url: '/api/orders/:orderId/history', methods: ['GET', 'HEAD'] },
  { url: '/api/checkouts', methods: ['POST'] },
  { url: '/api/orders/:orderId/refunds', methods: ['POST'] },
  { url: '/images/*', methods: ['GET', 'HEAD'] },
];

/** Nothing about an order may be stored or indexed. */
const privately = { 'cache-control': 'no-store', 'x-robots-tag': 'noindex' };

export function checkoutProxy(origin: string): UpstreamProxy {
  return new UpstreamProxy({
    name: 'checkout',
    origin,
    responseTimeoutMs,
    silenceTimeoutMs,
    unreachable: {
      kind: passOnErrors.shopUnreachable,
      detail: 'The shop did not respond. If you sent an order or a refund, send it again with the same key.',
    },
  });
}

/** Passes the listed requests on to checkout; others below `/api` and `/images` get 404 or 405. */
export async function passOnToCheckout(server: FastifyInstance, proxy: UpstreamProxy): Promise<void> {
  await server.register(async (routes) => {
    await proxy.prepare(routes);
    for (const { url, methods } of passed) {
      routes.route({ method: [...methods], url, handler: (request, reply) => pass(proxy, request, reply) });
      const others = routes.supportedMethods.filter((method) => !methods.includes(method));
      routes.route({ method: others, url, handler: () => refuseMethod(methods) });
    }
    for (const url of [prefix, `${prefix}/*`, '/images']) routes.all(url, refusePath);
  });
}

function pass(proxy: UpstreamProxy, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = pathOf(request);
  if (!isPlainPath(path)) refusePath();
  const upstreamPath = path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path;
  proxy.passOn(request, reply, upstreamPath, upstreamPath.startsWith('/orders/') ? privately : {});
  return reply;
}

function refuseMethod(allowed: readonly string[]): never {
  throw new Problem(edgeErrors.methodNotAllowed, `Use ${allowed.join(' or ')}.`, {
    headers: { allow: allowed.join(', ') },
  });
}

function refusePath(): never {
  throw new Problem(edgeErrors.notFound, 'No route exists at this path.');
}
