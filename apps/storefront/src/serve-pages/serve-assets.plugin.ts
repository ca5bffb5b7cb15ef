import fastifyStatic from '@fastify/static';
import { type FastifyInstance } from 'fastify';

/** 1 year: the name of an asset contains a hash of its content. */
const assetsMaxAgeMs = 365 * 86_400_000;

/** Serves the hashed files of the build, compressed if the build has compressed them. */
export async function serveAssets(server: FastifyInstance, folder: string): Promise<void> {
  await server.register(fastifyStatic, {
    root: folder,
    prefix: '/assets/',
    decorateReply: false,
    preCompressed: true,
    index: false,
    dotfiles: 'ignore',
    immutable: true,
    maxAge: assetsMaxAgeMs,
  });
}
