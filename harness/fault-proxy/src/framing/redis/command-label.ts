import { createHash } from 'node:crypto';
import { scriptName } from './script-names.ts';

export interface CommandLabel {
  readonly label: string;
  readonly isBackground: boolean;
}

/** Polls, setup and metrics: the commands of a worker that waits for jobs. */
const backgroundCommands = new Set(
  `BZPOPMIN BZPOPMAX BLPOP BRPOP BLMOVE BRPOPLPUSH BLMPOP BZMPOP XREAD PING INFO CLIENT HELLO AUTH SELECT COMMAND CONFIG
   SUBSCRIBE UNSUBSCRIBE PSUBSCRIBE PUNSUBSCRIBE SSUBSCRIBE SUNSUBSCRIBE QUIT ECHO TIME READONLY ASKING CLUSTER ROLE MULTI`.split(
    /\s+/,
  ),
);

/** BullMQ scripts that renew leases, recover stalled jobs or only read. */
const backgroundScripts =
  /^(moveStalledJobsToWait|extendLocks?|get\w*|is\w*|paginate|cleanJobsInSet|promote|pause|updateProgress|trimEvents)$/;

/** The relay reads this key on each turn, to detect that the server has lost its data. */
const generationKey = 'holdfast:queue-generation';

export const isSubscription = (command: string): boolean => /^[PS]?(UN)?SUBSCRIBE$/i.test(command);

/** `EVALSHA addStandardJob` for a known script, `SCRIPT LOAD`, else the command's name. */
export function commandLabel(words: readonly string[]): CommandLabel {
  const command = (words[0] ?? '').toUpperCase();
  if (command === 'EVAL' || command === 'EVALSHA' || command === 'EVAL_RO' || command === 'EVALSHA_RO') {
    const script = words[1] ?? '';
    const name = scriptName(command.startsWith('EVALSHA') ? script : sha1(script), script);
    // EVAL and EVALSHA of a script have the same label.
    return { label: `EVALSHA ${name}`, isBackground: backgroundScripts.test(name) };
  }
  if (command === 'SCRIPT' || command === 'XGROUP' || command === 'OBJECT' || command === 'MEMORY')
    return { label: `${command} ${(words[1] ?? '').toUpperCase()}`.trim(), isBackground: true };
  return {
    label: command || 'empty',
    isBackground: backgroundCommands.has(command) || words[1] === generationKey,
  };
}

const hashes = new Map<string, string>();

function sha1(script: string): string {
  const known = hashes.get(script);
  if (known !== undefined) return known;
  const hash = createHash('sha1').update(script, 'latin1').digest('hex');
  if (hashes.size < 500) hashes.set(script, hash);
  return hash;
}
