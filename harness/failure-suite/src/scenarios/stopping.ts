import { type Process, type System } from '../system/system.ts';

/** Waits until a process that is stopping has closed its port. It may still finish what it has begun. */
export async function acceptsNoConnections(system: System, { name }: Process): Promise<void> {
  await system.until(`${name} accepts no connections`, async () => {
    try {
      await fetch(`${system.address(name)}/health/live`, { headers: { connection: 'close' } });
      return false;
    } catch (error) {
      return String((error as Error).cause).includes('ECONNREFUSED');
    }
  });
}
