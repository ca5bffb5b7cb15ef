import { describe, expect, it } from '@jest/globals';
import { UsageError } from '../command-line.ts';
import { readArguments } from './arguments.ts';

const id = '019a7c52-e1b4-7d0f-9c3a-b6e4d2f81a05';

/** What is wrong with a command line, as its user would type it. */
function fault(...args: string[]): string {
  try {
    readArguments(args);
    return 'nothing';
  } catch (error) {
    return error instanceof UsageError ? error.message : `${String(error)}, which is no UsageError`;
  }
}

describe('npm run keys --', () => {
  it('list means everything unfinished of all services, unless told otherwise', () => {
    const states = ['review', 'unknown', 'running', 'parked'];
    expect(readArguments(['list'])).toMatchObject({
      name: 'list',
      service: undefined,
      states,
      isJson: false,
    });
    expect(
      readArguments([
        'list',
        'payments',
        '--state',
        'review',
        '--state',
        'unknown',
        '--json',
        '--limit',
        '7',
      ]),
    ).toMatchObject({ service: 'payments', states: ['review', 'unknown'], isJson: true, limit: 7 });
  });

  it('show hides the input, which may hold personal data, unless it is asked for', () => {
    expect(readArguments(['show', id])).toMatchObject({ name: 'show', isInputShown: false });
    expect(readArguments(['show', id, '--input'])).toMatchObject({ isInputShown: true });
  });

  it('resolve takes an operation, or one attempt of it', () => {
    const target = (text: string) => {
      const command = readArguments(['resolve', text, '--not-executed']);
      return command.name === 'decide' ? command.target : undefined;
    };
    expect(target(id.toUpperCase())).toEqual({ operationId: id, attempt: undefined });
    expect(target(`${id}-charge-card-2`)).toEqual({
      operationId: id,
      attempt: { phase: 'charge-card', number: 2 },
    });
  });

  it('resolve and retry read what was decided', () => {
    expect(readArguments(['resolve', id, '--not-executed', '--by', 'ada', '--yes'])).toMatchObject({
      decision: { kind: 'not_executed' },
      by: 'ada',
      isConfirmed: true,
      isInstead: false,
      waitMs: 30_000,
    });
    expect(readArguments(['resolve', id, '--outcome', '{"kind":"paid"}'])).toMatchObject({
      decision: { kind: 'outcome', outcome: { kind: 'paid' } },
      isConfirmed: false,
    });
    expect(readArguments(['retry', id, '--wait', '5', '--instead'])).toMatchObject({
      decision: { kind: 'recheck' },
      waitMs: 5_000,
      isInstead: true,
    });
  });

  it('resolve names the user of this machine when nobody else is named', () => {
    expect(readArguments(['retry', id])).toMatchObject({ by: expect.stringMatching(/^.+@.+$/) });
  });

  it.each([
    [[], 'Missing command.'],
    [['lst'], 'Unknown command "lst".'],
    [['list', 'payments', 'checkout'], 'Unexpected argument "checkout".'],
    [['list', '--sate'], "Unknown option '--sate'."],
    [['list', '--yes'], 'list does not accept --yes.'],
    [['list', '--state', 'lost'], '--state is "lost": it must be one of review, unknown, running, parked.'],
    [['list', '--limit', 'all'], '--limit is "all": it must be a whole number.'],
    [
      ['list', 'payments', '--database-url', 'postgres://db/payments'],
      '--database-url names one service already.',
    ],
    [['show'], 'Say which operation: its id, as the list shows it.'],
    [['show', 'my-key'], '"my-key" is no operation id. (An idempotency key itself is stored nowhere.)'],
    [['show', id, '--not-executed'], 'show does not accept --not-executed.'],
    [['resolve', id], 'Say one of --not-executed and --outcome.'],
    [['resolve', id, '--not-executed', '--outcome', '1'], 'Say one of --not-executed and --outcome.'],
    [['resolve', id, '--not-executed', '--by', ' '], '--by must not be empty.'],
    [['retry', id, '--yes'], 'retry does not accept --yes.'],
  ])('refuses %j', (args, message) => {
    expect(fault(...args)).toBe(message);
  });

  it('refuses an outcome that is no JSON', () => {
    expect(fault('resolve', id, '--outcome', 'paid')).toMatch(/^--outcome is no JSON: /);
  });

  it('refuses what is no address of a database without repeating its password', () => {
    expect(fault('list', '--database-url', 'mysql://ada:s3cret@db/payments')).not.toContain('s3cret');
  });
});
