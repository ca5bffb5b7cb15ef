import { roleOf, type StageBreaker, type StageProcess } from '@holdfast/witness';
import { type LabContext } from '../context/lab-context.ts';
import { readBreakers } from '../stack/breakers.ts';

/** The processes of the stack, as its supervisor reports them. */
export async function stackProcesses({ processes }: LabContext): Promise<readonly StageProcess[]> {
  const all = await processes.status();
  return all.map(({ name, state, pid }) => ({ name, state, identity: pid === null ? null : `${pid}` }));
}

/** The breakers of all services that respond, by route: `checkout->payments` for each copy of checkout. */
export async function routeBreakers(context: LabContext): Promise<readonly StageBreaker[]> {
  const all = await readBreakers(context);
  return all.flatMap((each) => {
    if ('unreachable' in each) return [];
    const [from = '', to = ''] = each.edge.split('->');
    return [{ process: each.process, edge: `${roleOf(from)}->${to}`, breaker: each.breaker }];
  });
}
