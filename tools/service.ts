/** `npm run service -- ACTION NAME`: controls one process of the running stack. */
import { type Action, actions, controlProcess, readRunningState, readDataDir } from '@holdfast/local-stack';
import { parseOptions, refuseMore, UsageError } from './command-line.ts';
import { runCommand } from './run-command.ts';

const usage = `npm run service -- ${actions.join('|')} NAME

Controls one process of the running stack; npm run status lists their names. kill sends SIGKILL, pause sends SIGSTOP.
start and restart return when the process is ready.
Exit codes: 0 done, 1 not done, 2 invalid arguments.`;

interface ServiceCommand {
  readonly action: Action;
  readonly name: string;
}

function read(args: readonly string[]): ServiceCommand {
  const [word = '', name, ...rest] = parseOptions(args, {}).positionals;
  const action = actions.find((candidate) => candidate === word);
  if (action === undefined)
    throw new UsageError(word === '' ? 'Missing command.' : `Unknown action "${word}".`);
  if (name === undefined) throw new UsageError(`Missing NAME: which process to ${action}.`);
  refuseMore(rest);
  return { action, name };
}

async function act({ action, name }: ServiceCommand): Promise<void> {
  const state = readRunningState(readDataDir(process.env));
  if (state === undefined) throw new Error('Holdfast is not running here. Start it with: npm start');
  if (state.control === null) throw new Error(`Holdfast is still starting (pid ${state.supervisor.pid}).`);
  console.log(await controlProcess(state.control, action, name));
}

await runCommand({ usage, read, run: act });
