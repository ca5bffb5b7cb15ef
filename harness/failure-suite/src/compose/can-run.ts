import { repositoryRoot } from '@holdfast/local-stack';
import path from 'node:path';
import { docker } from './docker.ts';

export const composeFilePath = path.join(repositoryRoot, 'docker-compose.yml');
export const secondCopiesPath = path.join(repositoryRoot, 'compose/second-copies.yml');

/** Thrown if this machine cannot run containers; the message is one sentence. */
export class NoContainers extends Error {
  override readonly name = 'NoContainers';
}

async function dockerOr(args: readonly string[], sentence: string, signal: AbortSignal): Promise<string> {
  try {
    return await docker(args, { signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw new NoContainers(sentence, { cause });
  }
}

/** Checks for Docker and its daemon. @throws NoContainers */
export async function demandDocker(signal: AbortSignal): Promise<void> {
  const needed = '--target compose needs Docker with Compose 2.26 or newer';
  await dockerOr(['compose', 'version'], `${needed}: "docker compose version" does not run.`, signal);
  await dockerOr(
    ['version', '--format', '{{.Server.Version}}'],
    `${needed}: its daemon does not respond. Start it or set DOCKER_HOST.`,
    signal,
  );
}

/** Builds the images of this tree; unchanged layers come from the cache. */
export async function buildImages(signal: AbortSignal): Promise<void> {
  await docker(['compose', '--file', composeFilePath, 'build'], { signal });
}
