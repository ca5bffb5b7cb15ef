import { addDeadLetters } from './dead-letters/dead-letters.command.ts';
import { addEmails } from './emails/emails.command.ts';
import { addExplain } from './explain/explain.command.ts';
import { addForget } from './forget/forget.command.ts';
import { addKeys } from './keys/keys.command.ts';
import { addReconcile } from './reconcile/reconcile.command.ts';
import { type AddCommand } from './run-ops.ts';
import { addStatus } from './status/status.command.ts';

/** In the order of `--help`. */
export const commands: readonly AddCommand[] = [
  addStatus,
  addExplain,
  addKeys,
  addEmails,
  addDeadLetters,
  addReconcile,
  addForget,
];

/** In containers, Docker lists the processes, and `forget` would not find the secret of its services. */
export const commandsInContainers = commands.filter((add) => add !== addStatus && add !== addForget);
