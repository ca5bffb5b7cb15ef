/** Email as on day one: a job is an email. The naive shop and DBOS run it. */
import { queues, type SendReceipt, sendReceipt } from '@holdfast/contracts';
import { runProgram } from '@holdfast/service-defaults';
import { Worker } from 'bullmq';
import { createTransport } from 'nodemailer';
import { connectionTo } from './messages.ts';
import { readNaiveConfig } from './naive.config.ts';
import { receiptEmail } from './receipt.ts';
import { serveNaive } from './serve.ts';

/** Emails sent at a time, as in Holdfast. */
const concurrency = 10;

runProgram(async () => {
  const config = readNaiveConfig('email');
  const transport = createTransport({ url: config.SMTP_URL, pool: true });
  const worker = new Worker<SendReceipt>(
    queues.email,
    async ({ data }) => {
      const receipt = sendReceipt.schema.parse(data);
      await transport.sendMail({ ...receiptEmail(receipt), from: config.EMAIL_FROM, to: receipt.to });
    },
    { connection: connectionTo(config.QUEUE_URL), concurrency },
  );
  const closeTransport = (): Promise<void> => Promise.resolve(transport.close());
  await serveNaive({ name: 'email', config, closers: [() => worker.close(), closeTransport] });
});
