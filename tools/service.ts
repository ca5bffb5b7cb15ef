/** `npm run service -- start|stop|kill|pause|resume|restart NAME`: acts on one process of the running stack. */
import { type Action, actions, controlProcess, readRunningState, readDataDir } from '@holdfast/local-stack';
import { parseOptions, refuseMore, UsageError } from './command-line.ts';
import { runCommand } from './run-command.ts';

const usage = `npm run service -- ${actions.join('|')} NAME

Acts on one process of the stack that runs here; npm run status has their names. kill is SIGKILL, pause SIGSTOP. A process that is started or
restarted is ready when the command ends.
Exit codes: 0 done, 1 not done, 2 these arguments make no sense.`;

interface ServiceCommand {
  readonly action: Action;
  readonly name: string;
}

function read(args: readonly string[]): ServiceCommand {
  const [word = '', name, ...rest] = parseOptions(args, {}).positionals;
  const action = actions.find((candidate) => candidate === word);
  if (action === undefined)
    throw new UsageError(word === '' ? 'Say what to do.' : `There is no action "${word}".`);
  if (name === undefined) throw new UsageError(`Say which process to ${action}.`);
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
