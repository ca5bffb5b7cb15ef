import { type Evidence } from '@holdfast/witness';
import { type LiveStack } from '../system/live-stack.ts';
import { type System } from '../system/system.ts';

/** All else that the services store: the page of metrics of each process, and the entries of Redis. */
export async function outsideTheDatabases(
  system: Pick<System, 'ask' | 'services'>,
  stack: Pick<LiveStack, 'redisEntries'>,
): Promise<Pick<Evidence, 'metrics' | 'redisEntries'>> {
  const pages = await Promise.all(
    system.services.map(async (name) => {
      const { status, text } = await system.ask(name, '/metrics');
      // A service of another shop may have none.
      return [name, status === 404 ? '' : text] as const;
    }),
  );
  return { metrics: Object.fromEntries(pages), redisEntries: await stack.redisEntries() };
}
