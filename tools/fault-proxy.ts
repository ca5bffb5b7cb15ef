/** `npm run fault-proxy`: proxies in front of your own servers, which print each message and break one. */
import { once } from 'node:events';
import { FaultLab } from '@holdfast/fault-proxy';
import { type FaultProxyCommand, readArguments, usage } from './fault-proxy/arguments.ts';
import { lineOf, strikeText } from './fault-proxy/lines.ts';
import { runCommand } from './run-command.ts';

async function run({ edges, strikes, showsBackground }: FaultProxyCommand): Promise<void> {
  const lab = new FaultLab({ edges });
  lab.log.listen((event) => {
    const line = lineOf(event, showsBackground);
    if (line !== undefined) console.log(line);
  });
  await lab.start();
  for (const strike of strikes) lab.arm(strike);
  for (const { port, protocol, upstreams } of edges)
    console.log(`listens on 127.0.0.1:${port}: ${protocol} to ${upstreams[0]?.host}:${upstreams[0]?.port}`);
  await Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
  const missed = lab.strikes().filter(({ state }) => state === 'armed');
  await lab.stop();
  for (const strike of missed) console.log(`never came: ${strikeText(strike)} on ${strike.edge}`);
  if (missed.length > 0) process.exitCode = 1;
}

await runCommand({ usage, read: readArguments, run });
