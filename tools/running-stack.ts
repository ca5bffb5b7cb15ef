import { readRunningState, readSettings } from '@holdfast/local-stack';

/** A stack of docker compose writes nothing down here, and publishes no database. */
export const inContainers = 'Of one in containers: "Operating it" in docs/containers.md.';

type Addresses<Needed extends string> = Readonly<Record<Needed, string> & Partial<Record<string, string>>>;

/** The addresses of the stack that runs here. @throws Error, with what to name instead, when the one that is needed is not there. */
export function runningAddresses<Needed extends string>(
  needed: Needed,
  instead: string,
  environment: NodeJS.Dict<string> = process.env,
): Addresses<Needed> {
  const addresses = readRunningState(readSettings(environment).dataDir)?.addresses;
  if (addresses?.[needed] === undefined)
    throw new Error(
      `Holdfast is not running here. Start it with npm start, or name ${instead}. ${inContainers}`,
    );
  return addresses;
}
