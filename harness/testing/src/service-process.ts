import path from 'node:path';
import { rmSync } from 'node:fs';
import {
  answersOk,
  freePort,
  fromCurrentBundle,
  ManagedProcess,
  prepared,
  repositoryRoot,
} from '@holdfast/local-stack';
import { temporaryFolder } from './test-server.ts';

export interface ServiceProcessOptions {
  /** A JavaScript program, relative to the repository: `apps/payments/dist/main.js`. */
  readonly program: string;
  /**
   * The program's environment, except PATH, HOST, PORT and LOG_FORMAT; also its timings. By default, its
   * overload limits suit a slow machine.
   */
  readonly env: Readonly<Record<string, string>>;
  /** The path that returns 200 once it is ready. Default `/health/ready`. */
  readonly ready?: string;
  /** Default: a free one. */
  readonly port?: number;
}

export interface ServiceProcess {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Its last 20 log lines, also after it has exited. */
  readonly logs: () => string;
  /** SIGKILL, then waits until it is gone. */
  readonly kill: () => Promise<void>;
  readonly pause: () => void;
  readonly resume: () => void;
  /** SIGTERM, then waits; rejects if it needed SIGKILL after 20 s. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts a real service process on a free port, from its bundle as `npm start` does; resolves when it is
 * ready, rejects with its log if it exits.
 */
export async function startService(options: ServiceProcessOptions): Promise<ServiceProcess> {
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const folder = temporaryFolder();
  const name = path.basename(path.resolve(options.program, '../..'));
  const service = new ManagedProcess(
    await fromCurrentBundle({
      name,
      kind: 'service',
      command: process.execPath,
      args: [path.resolve(repositoryRoot, options.program)],
      env: prepared({
        MAX_EVENT_LOOP_DELAY_MS: '60000',
        DATABASE_CONNECTION_TIMEOUT_MS: '10000',
        ...options.env,
        PATH: process.env['PATH'] ?? '',
        HOST: '127.0.0.1',
        PORT: `${port}`,
        LOG_FORMAT: 'json',
      }),
      cwd: repositoryRoot,
      stopSignal: 'SIGTERM',
      sharesCtrlC: true,
      dependsOn: [],
      ports: [{ port, purpose: name }],
      ready: () => answersOk(`${url}${options.ready ?? '/health/ready'}`),
    }),
    path.join(folder, `${name}.log`),
  );
  try {
    await service.start();
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
  return running(service, folder, port);
}

function running(service: ManagedProcess, folder: string, port: number): ServiceProcess {
  let lastLines: string | undefined;
  const forgetLog = (): void => {
    lastLines ??= service.lastLogLines();
    rmSync(folder, { recursive: true, force: true });
  };
  const logs = (): string => lastLines ?? service.lastLogLines();
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    pid: service.identity?.pid ?? 0,
    logs,
    kill: () => service.kill().then(forgetLog),
    pause: () => service.pause(),
    resume: () => service.resume(),
    stop: async () => {
      const wasInTime = await service.stop();
      forgetLog();
      if (!wasInTime) throw new Error(`${service.spec.name} had to be killed:\n${logs()}`);
    },
  };
}
