import { describe, expect, it } from '@jest/globals';
import { UsageError } from '../command-line.ts';
import { readArguments } from './arguments.ts';

/** What is wrong with a command line, as its user would type it. */
function fault(...args: string[]): string {
  try {
    readArguments(args);
    return 'nothing';
  } catch (error) {
    return error instanceof UsageError ? error.message : `${String(error)}, which is no UsageError`;
  }
}

const why = ['--why', 'the mailbox is back'];

describe('npm run emails --', () => {
  it('list means all that is not at its end, unless told otherwise', () => {
    const states = ['held', 'queued', 'sending'];
    expect(readArguments(['list'])).toMatchObject({ name: 'list', states, isJson: false, limit: 50 });
    expect(
      readArguments(['list', '--state', 'held', '--state', 'given-up', '--limit', '7', '--json']),
    ).toMatchObject({ states: ['held', 'given-up'], limit: 7, isJson: true });
  });

  it.each(['ord_1', 'eml_1'])('show takes %s, and hides what the mail says unless it is asked for', (id) => {
    expect(readArguments(['show', id])).toMatchObject({ name: 'show', id, isContentShown: false });
    expect(readArguments(['show', id, '--content'])).toMatchObject({ isContentShown: true });
  });

  it.each(['send-again', 'sent', 'give-up'])('resolve takes mails, and --%s with who and why', (decision) => {
    expect(
      readArguments(['resolve', 'eml_1', 'eml_2', `--${decision}`, ...why, '--by', 'ada']),
    ).toMatchObject({ name: 'resolve', emailIds: ['eml_1', 'eml_2'], decision, by: 'ada', why: why[1] });
  });

  it('resolve names the user of this machine when nobody else is named', () => {
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
    [['show'], 'Say which: the id of an order or of a mail.'],
    [['show', 'ord_1', 'ord_2'], 'Unexpected argument "ord_2".'],
    [['show', 'ada@example.com'], '"ada@example.com" is the id of no order (ord_…) and of no mail (eml_…).'],
    [['resolve', '--sent', ...why], 'Say which mails: their ids, as the list shows them.'],
    [['resolve', 'ord_1', '--sent', ...why], '"ord_1" is the id of no mail (eml_…).'],
    [['resolve', 'eml_1', ...why], 'Say one of --send-again, --sent and --give-up.'],
    [['resolve', 'eml_1', '--sent', '--give-up', ...why], 'Say one of --send-again, --sent and --give-up.'],
    [['resolve', 'eml_1', '--sent'], 'Say --why: whoever looks at the mail later wants to know.'],
    [['resolve', 'eml_1', '--sent', ...why, '--by', ' '], '--by must not be empty.'],
  ])('refuses %j', (args, message) => {
    expect(fault(...args)).toBe(message);
  });

  it('refuses what is no address of a database without repeating its password', () => {
    const message = fault('list', '--database-url', 'mysql://ada:s3cret@db/email');
    expect(message).toMatch(/must have the form/);
    expect(message).not.toContain('s3cret');
  });
});
