import { describe, expect, it } from '@jest/globals';
import { UsageError } from '../command-line.ts';
import { readArguments } from './arguments.ts';

/** The error message for a command line. */
function fault(...args: string[]): string {
  try {
    readArguments(args);
    return 'nothing';
  } catch (error) {
    return error instanceof UsageError ? error.message : `${String(error)}, not a UsageError`;
  }
}

const why = ['--why', 'the mailbox is back'];

describe('npm run emails --', () => {
  it('lists all unfinished emails by default', () => {
    const states = ['held', 'queued', 'sending'];
    expect(readArguments(['list'])).toMatchObject({ name: 'list', states, isJson: false, limit: 50 });
    expect(
      readArguments(['list', '--state', 'held', '--state', 'given-up', '--limit', '7', '--json']),
    ).toMatchObject({ states: ['held', 'given-up'], limit: 7, isJson: true });
  });

  it.each(['ord_1', 'eml_1'])('show accepts %s, and hides the content unless requested', (id) => {
    expect(readArguments(['show', id])).toMatchObject({ name: 'show', id, isContentShown: false });
    expect(readArguments(['show', id, '--content'])).toMatchObject({ isContentShown: true });
  });

  it.each(['send-again', 'sent', 'give-up'])(
    'resolve accepts emails, and --%s with author and reason',
    (decision) => {
      expect(
        readArguments(['resolve', 'eml_1', 'eml_2', `--${decision}`, ...why, '--by', 'ada']),
      ).toMatchObject({ name: 'resolve', emailIds: ['eml_1', 'eml_2'], decision, by: 'ada', why: why[1] });
    },
  );

  it('resolve names the user of this machine by default', () => {
    expect(readArguments(['resolve', 'eml_1', '--sent', ...why])).toMatchObject({
      by: expect.stringMatching(/^.+@.+$/),
    });
  });

  it.each([
    [[], 'Missing command.'],
    [['lst'], 'Unknown command "lst".'],
    [['list', 'held'], 'Unexpected argument "held".'],
    [['list', '--sate'], "Unknown option '--sate'."],
    [['list', '--sent'], 'list does not accept --sent.'],
    [['list', '--state', 'lost'], '--state is "lost": it must be one of held, queued, sending, given-up.'],
    [['list', '--limit', 'all'], '--limit is "all": it must be a whole number.'],
    [['show'], 'Missing the ID of an order or an email.'],
    [['show', 'ord_1', 'ord_2'], 'Unexpected argument "ord_2".'],
    [['show', 'ada@example.com'], '"ada@example.com" is not an order ID (ord_…) or an email ID (eml_…).'],
    [['resolve', '--sent', ...why], 'Missing the IDs of the emails, as shown by list.'],
    [['resolve', 'ord_1', '--sent', ...why], '"ord_1" is not an email ID (eml_…).'],
    [['resolve', 'eml_1', ...why], 'Give exactly one of --send-again, --sent and --give-up.'],
    [
      ['resolve', 'eml_1', '--sent', '--give-up', ...why],
      'Give exactly one of --send-again, --sent and --give-up.',
    ],
    [['resolve', 'eml_1', '--sent'], 'Missing --why: the reason is stored with the decision.'],
    [['resolve', 'eml_1', '--sent', ...why, '--by', ' '], '--by must not be empty.'],
  ])('refuses %j', (args, message) => {
    expect(fault(...args)).toBe(message);
  });

  it('refuses an invalid database URL without repeating its password', () => {
    const message = fault('list', '--database-url', 'mysql://ada:s3cret@db/email');
    expect(message).toMatch(/must have the form/);
    expect(message).not.toContain('s3cret');
  });
});
