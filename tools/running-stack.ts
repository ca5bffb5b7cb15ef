import {
  readRunningState,
  readDataDir,
  readSettings,
  type StackService,
  stackServices,
  type StackState,
  withListedServices,
} from '@holdfast/local-stack';

/** A docker compose stack leaves no record in DATA_DIR and publishes no database. */
export const inContainers = 'For a stack in containers, see docs/how-to/run-in-containers.md.';

type Environment = NodeJS.Dict<string>;
type Addresses<Needed extends string> = Readonly<Record<Needed, string> & Partial<Record<string, string>>>;

const runningHere = (environment: Environment): StackState | undefined =>
  readRunningState(readDataDir(environment));

/** The services of the running stack, or those that `npm start` would run. */
export function knownServices(environment: Environment = process.env): readonly StackService[] {
  return runningHere(environment)?.services ?? stackServices(readSettings(withListedServices(environment)));
}

/**
 * The addresses of the running stack. @throws Error, with the option to use instead, if the needed one is
 * missing.
 */
export function runningAddresses<Needed extends string>(
  needed: Needed,
  instead: string,
  environment: Environment = process.env,
): Addresses<Needed> {
  const addresses = runningHere(environment)?.addresses;
  if (addresses?.[needed] === undefined)
    throw new Error(
      `Holdfast is not running here. Start it with npm start, or pass ${instead}. ${inContainers}`,
    );
  return addresses;
}
