/** Four workers end below the ports of `freePort`, which begin at 25,000. */
const first = 10_000;
const portsOfWorker = 3_700;

/**
 * The ports for the stacks of a Jest worker, by default this one: from `TEST_PORTS` if set, else a range of
 * its own. Workers share no port: the port of a killed process looks free until the process is started
 * again.
 */
export function workerPorts(worker = process.env['JEST_WORKER_ID'] ?? '1'): {
  readonly from: number;
  readonly below: number;
} {
  const from = Number(process.env['TEST_PORTS'] ?? first + portsOfWorker * (Number(worker) - 1));
  return { from, below: from + portsOfWorker };
}
