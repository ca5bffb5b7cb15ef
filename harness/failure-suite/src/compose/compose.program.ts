/**
 * Owns one stack of containers for the suite, which forks it. However the suite ends, its channel closes, and
 * this program removes the containers, networks and volumes.
 */
import { rm } from 'node:fs/promises';
import { type ComposeProject, type FromComposeOwner, type ToComposeOwner } from './compose-messages.ts';
import { docker } from './docker.ts';
import { readSecrets } from './kept-secrets.ts';
import { watchDeaths } from './watch-deaths.ts';

/** 180 s: several times the start-up time on a machine that runs other stacks. */
const waitSeconds = 180;

let project: ComposeProject | undefined;
let starting: Promise<void> | undefined;
let ending: Promise<void> | undefined;
const stopping = new AbortController();

function send(message: FromComposeOwner): void {
  if (process.connected) process.send?.(message);
}

function compose(args: readonly string[], signal?: AbortSignal): Promise<string> {
  const { name, files, environment } = project as ComposeProject;
  const chosen = ['compose', '--project-name', name, '--progress', 'plain'];
  return docker([...chosen, ...files.flatMap((file) => ['--file', file]), ...args], {
    environment,
    ...(signal === undefined ? {} : { signal }),
  });
}

const down = (): Promise<string> => compose(['down', '--volumes', '--remove-orphans', '--timeout', '0']);

async function start(wanted: ComposeProject): Promise<void> {
  project = wanted;
  const { signal } = stopping;
  try {
    // Removes leftovers of an owner that was killed.
    await down();
    signal.throwIfAborted();
    const wait = ['--wait', '--wait-timeout', `${waitSeconds}`];
    await compose(['up', '--detach', '--no-build', ...wait, ...wanted.containers], signal);
    const kept = ['run', '--rm', '--no-deps', '-T', 'secrets', 'cat', '/secrets/kept/secrets.json'];
    const up = readSecrets(await compose(kept, signal));
    watchDeaths(wanted.name, (line) => send({ say: line }), signal);
    send({ up });
  } catch (error) {
    send({ failure: error instanceof Error ? error.message : String(error) });
    void end();
  }
}

function end(): Promise<void> {
  ending ??= (async () => {
    stopping.abort(new Error('The stack is no longer needed.'));
    await starting;
    if (project !== undefined) {
      await down();
      await rm(project.folder, { recursive: true, force: true });
    }
    process.exit();
  })().catch((error: unknown) => {
    process.stderr.write(
      `Containers of ${project?.name ?? 'the suite'} were left behind: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exit(1);
  });
  return ending;
}

// Ctrl-C reaches this process too, but the suite ends it only after it has written its report.
process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => undefined);
process.on('SIGTERM', () => void end());
process.on('disconnect', () => void end());
process.on('uncaughtException', (error) => {
  send({ failure: error.stack ?? error.message });
  void end();
});
process.on('message', (message: ToComposeOwner) => {
  starting = start(message.start);
});
