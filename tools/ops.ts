/** `npm run ops -- COMMAND`: the commands of operators. */
import { commands } from './ops/commands.ts';
import { runOps } from './ops/run-ops.ts';

await runOps('npm run ops --', commands);
