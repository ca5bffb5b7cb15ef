import { execFile } from 'node:child_process';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { workerPorts } from '@holdfast/testing';

/** The response to the customer: the fewest strikes at which a second execution would show. */
const strikes = ['reservation-*-response-201-*', '*-response-201-*-kill-the-sender'].flatMap((only) => [
  '--only',
  only,
]);

it('the suite of seats holds', async () => {
  const env = { PORT_BASE: `${workerPorts().from}` };
  const output = await new Promise<string>((resolve) => {
    const program = path.join(import.meta.dirname, 'suite.ts');
    execFile(process.execPath, [program, ...strikes], { env }, (_, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
  expect(output).toMatch(/The service of seats held: all \d+ scenarios ended as expected\./);
});
