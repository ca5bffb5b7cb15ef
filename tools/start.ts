/** `npm start`: everything on this machine, until Ctrl-C. `-- --detach` returns when it is ready; `-- --fresh` forgets stored data first. */
import { parseArgs } from 'node:util';
import { startDetached } from './start-detached.ts';
import { supervise } from './supervise.ts';
import { runCommand } from './terminal.ts';

await runCommand(async () => {
  const { values } = parseArgs({
    options: { detach: { type: 'boolean', default: false }, fresh: { type: 'boolean', default: false } },
  });
  await (values.detach ? startDetached(values.fresh ? ['--fresh'] : []) : supervise(values.fresh));
});
