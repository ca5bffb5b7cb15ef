import { edgeErrors, pathOf, Problem } from '@holdfast/service-defaults';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { isOfOwnPages } from './own-pages.ts';
import { UpstreamProxy } from './upstream.proxy.ts';

/** 2 min: the lab responds when everything works again, and may have to start processes first. */
const labResponseTimeoutMs = 120_000;
/** A stream of events may be silent. */
const anySilence = 0;

const prefix = '/lab/api';

export interface LabOptions {
  readonly origin: string;
  /** Host names of the storefront besides localhost and loopback addresses. */
  readonly hosts: readonly string[];
  readonly stopping: AbortSignal;
}

/** Passes `/lab/api/*` on to the failure lab, for our own pages only: any other page could break the shop. */
export async function passOnToLab(server: FastifyInstance, options: LabOptions): Promise<void> {
  const { origin, hosts, stopping } = options;
  const proxy = new UpstreamProxy({
    name: 'lab',
    origin,
    responseTimeoutMs: labResponseTimeoutMs,
    silenceTimeoutMs: anySilence,
    // The lab has the same rule, and its own origin is another.
    withheld: ['origin'],
    stopping,
    unreachable: { kind: edgeErrors.serviceUnavailable, detail: 'The failure lab did not respond.' },
  });
  await server.register(async (routes) => {
    await proxy.prepare(routes);
    routes.addHook('onRequest', (request, _reply, done) => {
      done(isOfOwnPages(request.headers, hosts) ? undefined : refusal());
    });
    routes.all(`${prefix}/*`, (request, reply) => pass(proxy, request, reply));
  });
}

function pass(proxy: UpstreamProxy, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = pathOf(request).slice(prefix.length);
  if (hasDotSegment(path)) throw new Problem(edgeErrors.notFound, 'No route exists at this path.');
  proxy.passOn(request, reply, path);
  return reply;
}

/** The router has refused what cannot be decoded. */
function hasDotSegment(path: string): boolean {
  return decodeURIComponent(path)
    .split(/[/\\]/)
    .some((segment) => segment === '.' || segment === '..');
}

function refusal(): Problem {
  return new Problem(
    edgeErrors.notAllowedHere,
    'Nothing was done. Only pages of this shop may use the failure lab.',
  );
}
