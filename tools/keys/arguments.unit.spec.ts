import { describe, expect, it } from '@jest/globals';
import { UsageError } from '../command-line.ts';
import { readArguments } from './arguments.ts';

const id = '019a7c52-e1b4-7d0f-9c3a-b6e4d2f81a05';

/** The error message for a command line; 'nothing' if it is valid. */
function fault(...args: string[]): string {
  try {
    readArguments(args);
    return 'nothing';
  } catch (error) {
    return error instanceof UsageError ? error.message : `${String(error)}, not a UsageError`;
  }
}

describe('npm run keys --', () => {
  it('list shows everything unfinished in all services by default', () => {
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

  it('show hides the input, which may contain personal data, unless --input is given', () => {
    expect(readArguments(['show', id])).toMatchObject({ name: 'show', isInputShown: false });
    expect(readArguments(['show', id, '--input'])).toMatchObject({ isInputShown: true });
  });

  it('resolve accepts an operation, or one attempt of it', () => {
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

  it('resolve and retry read the decision', () => {
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

  it('resolve records the user of this machine by default', () => {
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
      '--database-url already selects one service.',
    ],
    [['show'], 'Missing operation ID. Run list to find it.'],
    [['show', 'my-key'], '"my-key" is not an operation ID. (Idempotency keys themselves are not stored.)'],
    [['show', id, '--not-executed'], 'show does not accept --not-executed.'],
    [['resolve', id], 'Specify either --outcome or --not-executed.'],
    [['resolve', id, '--not-executed', '--outcome', '1'], 'Specify either --outcome or --not-executed.'],
    [['resolve', id, '--not-executed', '--by', ' '], '--by must not be empty.'],
    [['retry', id, '--yes'], 'retry does not accept --yes.'],
  ])('refuses %j', (args, message) => {
    expect(fault(...args)).toBe(message);
  });

  it('refuses an outcome that is not JSON', () => {
    expect(fault('resolve', id, '--outcome', 'paid')).toMatch(/^--outcome is not valid JSON: /);
  });

  it('refuses an invalid database URL without repeating its password', () => {
    expect(fault('list', '--database-url', 'mysql://ada:s3cret@db/payments')).not.toContain('s3cret');
  });
});
