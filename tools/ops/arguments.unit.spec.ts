import { describe, expect, it } from '@jest/globals';
import { below, says } from './arguments.fixture.ts';
import { commands } from './commands.ts';
import { opsProgram } from './run-ops.ts';

const id = '019a7c52-e1b4-7d0f-9c3a-b6e4d2f81a05';
const why = ['--why', 'the mailbox is back'];

describe('npm run ops --', () => {
  it.each([
    [[], 'Commands:'],
    [['keys'], 'Commands:'],
    [['kys'], "unknown command 'kys'\n(Did you mean keys?)"],
    [['keys', 'lst'], "unknown command 'lst'\n(Did you mean list?)"],
    [['keys', 'list', 'payments', 'checkout'], 'Expected 1 argument but got 2'],
    [['keys', 'list', '--sate', 'review'], "unknown option '--sate'\n(Did you mean --state?)"],
    [['keys', 'list', '--yes'], "unknown option '--yes'"],
    [['keys', 'list', '--state', 'lost'], 'It must be one of review, unknown, running, parked.'],
    [['keys', 'list', '--limit', 'all'], 'It must be a whole number.'],
    [['keys', 'show'], "missing required argument 'operation'"],
    [['keys', 'show', 'my-key'], "'my-key' is invalid for argument 'operation'. It is not an operation ID."],
    [['keys', 'show', id, '--not-executed'], "unknown option '--not-executed'"],
    [['keys', 'resolve', id, '--not-executed', '--outcome', '1'], "cannot be used with option '--outcome"],
    [['keys', 'resolve', id, '--not-executed', '--by', ' '], 'It must not be empty.'],
    [['keys', 'resolve', id, '--outcome', 'paid'], 'It is not valid JSON:'],
    [['keys', 'retry', id, '--yes'], "unknown option '--yes'"],
    [['emails', 'list', 'held'], 'Expected 0 arguments but got 1'],
    [['emails', 'list', '--state', 'lost'], 'It must be one of held, queued, sending, given-up.'],
    [['emails', 'show', 'ada@example.com'], 'It is not an order ID (ord_…) or an email ID (eml_…).'],
    [['emails', 'resolve', '--sent', ...why], "missing required argument 'email'"],
    [['emails', 'resolve', 'eml_1', 'ord_1', '--sent', ...why], 'It is not an email ID (eml_…).'],
    [['emails', 'resolve', 'eml_1', '--sent'], "required option '--why <reason>' not specified"],
    [['emails', 'resolve', 'eml_1', ...why], 'Give exactly one of --send-again, --sent and --give-up.'],
    [['emails', 'resolve', 'eml_1', '--sent', '--give-up', ...why], 'Give exactly one of'],
    [['dead-letters', 'list', 'email'], 'Expected 0 arguments but got 1'],
    [['dead-letters', 'show', ' '], 'It must not be empty.'],
    [['dead-letters', 'remove', id, id], 'Expected 1 argument but got 2'],
    [['dead-letters', 'remove', '--all'], "unknown option '--all'"],
    [['reconcile', '1d'], 'Expected 0 arguments but got 1'],
    [['reconcile', '--since', 'yesterday'], 'Use a duration such as 30m, 6h or 1d, or a time'],
    [['reconcile', '--since', '1d', '--until', '2d'], '--since must be earlier than --until.'],
    [['forget'], "missing required argument 'email'"],
    [['forget', 'ada@example.com', '--all'], "unknown option '--all'"],
    [['explain', '--wide'], "unknown option '--wide'"],
    [['explain', 'shipping'], 'Unknown service "shipping". Known: '],
    [['status', 'payments'], 'Expected 0 arguments but got 1'],
  ])('refuses %j', async (args, message) => {
    const { code, text } = await says(...args);
    expect(code).not.toBe(0);
    expect(text).toContain(message);
  });

  it('shows what is possible after an error', async () => {
    const { text } = await says('keys', 'list', '--sate');
    expect(text).toMatch(/Usage: npm run ops -- keys list .*--limit.*Exit codes: 0 done/s);
  });

  it.each([
    ['keys', 'list', '--database-url', 'mysql://ada:s3cret@db/payments'],
    ['emails', 'list', '--database-url', 'mysql://ada:s3cret@db/email'],
    ['dead-letters', 'list', '--queue-url', 'mysql://ada:s3cret@db/queues'],
    ['forget', 'ada@example.com', '--server', 'mysql://ada:s3cret@db'],
    ['forget', 's3cret'],
  ])('does not repeat a password or an address: %s %s', async (...args) => {
    const { text } = await says(...args);
    expect(text).toMatch(/must (have the form|be an email address)/);
    expect(text).not.toContain('s3cret');
  });
});

describe.each(below(opsProgram('ops', commands)).map((command) => [command.name(), command] as const))(
  'the help of %s',
  (_, command) => {
    it('explains itself, every argument and every option', () => {
      const { options, registeredArguments } = command;
      const texts = [
        command.description(),
        ...[...options, ...registeredArguments].map((each) => each.description),
      ];
      expect(texts).not.toContain('');
    });
  },
);
