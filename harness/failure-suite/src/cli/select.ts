import { type Scenario } from '../scenario/scenario.ts';
import { noOwnNetwork } from '../system/stack-process.ts';

/**
 * Interleaves both lists evenly: while a handwritten scenario waits for a timeout, strikes keep the machine
 * busy.
 */
export function spread<One, Other>(some: readonly One[], others: readonly Other[]): (One | Other)[] {
  const placed = [some, others].flatMap((list: readonly (One | Other)[]) =>
    list.map((item, index) => ({ item, place: (index + 0.5) / list.length })),
  );
  return placed.toSorted((one, other) => one.place - other.place).map(({ item }) => item);
}

/** The reason why something that needs a service did not run. */
export const thisShopHasNo = (service: string): string => `this shop has no ${service}`;

/** The capabilities of stacks on this machine. */
export interface Capabilities {
  readonly hasRedis: boolean;
  readonly hasContainers: boolean;
  /** Holdfast's services that the shop does not have. Default: none. */
  readonly withoutServices?: readonly string[];
}

/** A scenario needs a service that it breaks, or that is all it proves something about. */
function needsService({ cell, proves, operation }: Scenario, service: string): boolean {
  const isOnlyAbout = proves.length > 0 && proves.every((box) => box.startsWith(`${service}.`));
  return isOnlyAbout || operation === service || cell.edge.split('->').includes(service);
}

/** Why a scenario cannot run here; undefined if it can. */
export function lacking(scenario: Scenario, capabilities: Capabilities): string | undefined {
  const { needs, cell, stack } = scenario;
  const { hasRedis, hasContainers, withoutServices = [] } = capabilities;
  const absent = withoutServices.find((service) => needsService(scenario, service));
  if (absent !== undefined) return thisShopHasNo(absent);
  if (needs === 'containers' && !hasContainers) return noOwnNetwork;
  if (needs === 'processes' && hasContainers) return 'It needs processes of this machine';
  if (stack !== undefined && hasContainers)
    return 'Containers always have two copies of each service and queues on Redis';
  const needsRedis = needs === 'redis' || cell.edge.endsWith('redis');
  return needsRedis && !hasRedis ? 'Redis is not on the PATH, so queues run on Postgres' : undefined;
}

/** Splits scenarios into those that can run here and the reasons why others cannot. */
export function runnable(
  scenarios: readonly Scenario[],
  capabilities: Capabilities,
): { readonly run: readonly Scenario[]; readonly notRun: readonly string[] } {
  return {
    run: scenarios.filter((scenario) => lacking(scenario, capabilities) === undefined),
    notRun: scenarios.flatMap((scenario) => {
      const reason = lacking(scenario, capabilities);
      return reason === undefined ? [] : [`${scenario.name}: ${reason}`];
    }),
  };
}
