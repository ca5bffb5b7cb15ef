import { FaultLab } from '@holdfast/fault-proxy';
import { LabControlServer } from './control/control-server.ts';
import { OwnRequests } from './control/own-requests.ts';
import { Processes } from './control/processes.ts';
import { ConfigError, type FailureLabConfig, readConfig } from './failure-lab.config.ts';

interface Running {
  readonly lab: FaultLab;
  readonly control: LabControlServer;
}

/** The control API starts last: once it responds, every edge listens. */
async function start({ controlPort, host, names, edges, stackControl }: FailureLabConfig): Promise<Running> {
  const lab = new FaultLab({ edges, host });
  await lab.start();
  const control = new LabControlServer(lab, new Processes(stackControl), new OwnRequests(names));
  try {
    await control.listen(controlPort, host);
  } catch (error) {
    await lab.stop();
    throw error;
  }
  process.stdout.write(`failure-lab listens on http://${host}:${controlPort}, for ${edges.length} edges\n`);
  return { lab, control };
}

function stopOnSignal({ lab, control }: Running): void {
  const onSignal = (): void => {
    Promise.all([control.close(), lab.stop()]).then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', onSignal);
  process.once('SIGINT', onSignal);
}

try {
  stopOnSignal(await start(readConfig(process.env)));
} catch (error) {
  const text =
    error instanceof ConfigError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}
