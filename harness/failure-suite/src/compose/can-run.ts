import { repositoryRoot } from '@holdfast/local-stack';
import path from 'node:path';
import { docker } from './docker.ts';

export const composeFilePath = path.join(repositoryRoot, 'docker-compose.yml');
export const secondCopiesPath = path.join(repositoryRoot, 'compose/second-copies.yml');

/** The target cannot be used on this machine; the message is one sentence. */
export class NoContainers extends Error {
  override readonly name = 'NoContainers';
}

async function answerOf(args: readonly string[], sentence: string, signal: AbortSignal): Promise<string> {
  try {
    return await docker(args, { signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw new NoContainers(sentence, { cause });
  }
}

/** Whether docker and its daemon are there. @throws NoContainers */
export async function demandDocker(signal: AbortSignal): Promise<void> {
  const needed = '--target compose needs Docker with Compose 2.26 or newer';
  await answerOf(['compose', 'version'], `${needed}: "docker compose version" does not run.`, signal);
  await answerOf(
    ['version', '--format', '{{.Server.Version}}'],
    `${needed}: its daemon does not answer (DOCKER_HOST, or start it).`,
    signal,
  );
}

/** The images of this tree; what has not changed comes from the cache. */
export async function buildImages(signal: AbortSignal): Promise<void> {
  await docker(['compose', '--file', composeFilePath, 'build'], { signal });
}
