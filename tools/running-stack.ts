import {
  readRunningState,
  readDataDir,
  readSettings,
  type StackService,
  stackServices,
  type StackState,
} from '@holdfast/local-stack';

/** A stack of docker compose writes nothing down here, and publishes no database. */
export const inContainers = 'Of one in containers: "Operating it" in docs/how-to/run-in-containers.md.';

type Environment = NodeJS.Dict<string>;
type Addresses<Needed extends string> = Readonly<Record<Needed, string> & Partial<Record<string, string>>>;

const runningHere = (environment: Environment): StackState | undefined =>
  readRunningState(readDataDir(environment));

/** The services of the stack that runs here; those that would run where none does. */
export function knownServices(environment: Environment = process.env): readonly StackService[] {
  return runningHere(environment)?.services ?? stackServices(readSettings(environment));
}

/** The addresses of the stack that runs here. @throws Error, with what to name instead, when the one that is needed is not there. */
export function runningAddresses<Needed extends string>(
  needed: Needed,
  instead: string,
  environment: Environment = process.env,
): Addresses<Needed> {
  const addresses = runningHere(environment)?.addresses;
  if (addresses?.[needed] === undefined)
    throw new Error(
      `Holdfast is not running here. Start it with npm start, or name ${instead}. ${inContainers}`,
    );
  return addresses;
}
