import { type FastifyInstance } from 'fastify';
import { type Logger } from 'pino';
import { DueWork } from './clock/due-work.ts';
import { expireDispute } from './disputes/open-dispute.ts';
import { Faults } from './faults/faults.ts';
import { OwnRequests } from './http/own-requests.program.ts';
import { IdempotencyKeys } from './idempotency/idempotency-keys.ts';
import { Ledger, loopbackUrl } from './ledger/ledger.ts';
import { createLogger } from './logger.ts';
import { expireAuthorization } from './payment-intents/capture.ts';
import { settleBankPayment } from './payment-intents/confirm.ts';
import { settleRefund } from './refunds/settle-refund.ts';
import { buildServer } from './simulator/simulator.server.ts';
import { ConfigError, readConfig, type StripeSimulatorConfig } from './stripe-simulator.config.ts';
import { WebhookDeliverer } from './webhooks/webhook-deliverer.ts';

const hourMs = 3_600_000;

interface Running {
  readonly app: FastifyInstance;
  readonly deliverer: WebhookDeliverer;
  readonly dueWork: DueWork;
  readonly ledger: Ledger;
  readonly logger: Logger;
}

async function start(config: StripeSimulatorConfig): Promise<Running> {
  const logger = createLogger(config.LOG_LEVEL, config.LOG_FORMAT);
  const ledger = new Ledger(config);
  const faults = new Faults();
  const keys = new IdempotencyKeys(ledger);
  keys.deleteExpired(ledger.clock.now());
  setInterval(() => keys.deleteExpired(ledger.clock.now()), hourMs).unref();
  const deliverer = new WebhookDeliverer({ ledger, times: config.deliveryTimes, faults, logger });
  const dueWork = new DueWork(
    ledger,
    {
      authorization: expireAuthorization,
      refund: settleRefund,
      bank_payment: (origin, intent) => settleBankPayment(origin, intent, undefined),
      dispute: expireDispute,
    },
    () => deliverer.nudge(),
  );
  const onCommit = (): void => {
    deliverer.nudge();
    dueWork.nudge();
  };
  const apiKeys = { secret: config.STRIPE_SECRET_KEY, publishable: config.STRIPE_PUBLISHABLE_KEY };
  const own = new OwnRequests([...config.NAMES, new URL(ledger.publicUrl).hostname]);
  const app = buildServer({ ledger, faults, keys, deliverer, apiKeys, own, logger, onCommit });
  await app.listen({
    port: config.PORT,
    host: config.HOST,
    // The address of a container is meaningless outside it.
    ...(config.HOST === '0.0.0.0' ? { listenTextResolver: () => `listens on port ${config.PORT}` } : {}),
  });
  if (config.PUBLIC_URL === undefined) ledger.publicUrl = loopbackUrl(portOf(app));
  onCommit();
  return { app, deliverer, dueWork, ledger, logger };
}

/** The port it listens on: the configured one, or a free one for 0. */
function portOf(app: FastifyInstance): number {
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

/**
 * Releases hanging requests and withheld webhooks. The webhooks stay due and are sent after the next start.
 */
async function stop({ app, deliverer, dueWork, ledger }: Running): Promise<void> {
  dueWork.stop();
  const delivered = deliverer.stop();
  await app.close();
  await delivered;
  ledger.close();
}

function stopOnSignal(running: Running): void {
  let isStopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (isStopping) return;
    isStopping = true;
    running.logger.info(`${signal}: finishing open requests`);
    stop(running).then(
      () => process.exit(0),
      (error: unknown) => {
        running.logger.fatal({ err: error }, 'failed to stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

try {
  stopOnSignal(await start(readConfig(process.env)));
} catch (error) {
  const isExplained = error instanceof ConfigError;
  process.stderr.write(
    `${isExplained ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
}
