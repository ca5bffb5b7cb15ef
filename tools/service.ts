/** `npm run service -- start|stop|kill|pause|resume|restart NAME`: acts on one process of the running stack. */
import { actions, controlProcess, readRunningState, readSettings } from '@holdfast/local-stack';
import { runCommand } from './terminal.ts';

await runCommand(async () => {
  const [word, name, ...rest] = process.argv.slice(2);
  const action = actions.find((candidate) => candidate === word);
  if (action === undefined || name === undefined || rest.length > 0) {
    throw new Error(`usage: npm run service -- ${actions.join('|')} NAME`);
  }
  const state = readRunningState(readSettings(process.env).dataDir);
  if (state === undefined) throw new Error('Holdfast is not running here. Start it with: npm start');
  if (state.control === null) throw new Error(`Holdfast is still starting (pid ${state.supervisor.pid}).`);
  console.log(await controlProcess(state.control, action, name));
});
