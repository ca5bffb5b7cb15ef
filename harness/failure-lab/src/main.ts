import { FaultLab } from '@holdfast/fault-proxy';
import { LabControlServer } from './control/control-server.ts';
import { OwnRequests } from './control/own-requests.ts';
import { ConfigError, type FailureLabConfig, readConfig } from './failure-lab.config.ts';
import { faultRoutes } from './faults/fault.routes.ts';
import { TimedFaults } from './faults/timed-faults.ts';
import { type Observing } from './observing.ts';
import { processRoutes } from './stack/process.routes.ts';
import { Processes } from './stack/processes.ts';

interface Running {
  readonly lab: FaultLab;
  readonly control: LabControlServer;
  readonly observed: Observing | undefined;
}

/** The control API starts last: once it responds, every edge listens. */
async function start(config: FailureLabConfig): Promise<Running> {
  const { controlPort, host, names, edges, stackControl, observe } = config;
  const lab = new FaultLab({ edges, host, observe: observe !== undefined });
  const faults = new TimedFaults(lab);
  await lab.start();
  const processes = new Processes(stackControl, observe?.target === 'containers');
  // Imported only if needed: clients of databases and queues would double the time of a start.
  const observed =
    observe === undefined
      ? undefined
      : (await import('./observing.ts')).observing({ config, observe, lab, faults, processes });
  const routes = [
    ...faultRoutes({ lab, faults }),
    ...processRoutes({ processes }),
    ...(observed?.routes ?? []),
  ];
  const control = new LabControlServer(
    routes,
    new OwnRequests(names, observe?.links.shop ?? observe?.shopUrl),
  );
  try {
    await control.listen(controlPort, host);
  } catch (error) {
    await Promise.all([lab.stop(), observed?.context.close()]);
    throw error;
  }
  process.stdout.write(`failure-lab listens on http://${host}:${controlPort}, for ${edges.length} edges\n`);
  return { lab, control, observed };
}

function stopOnSignal({ lab, control, observed }: Running): void {
  const onSignal = (): void => {
    Promise.all([control.close(), lab.stop(), observed?.context.close()]).then(
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
