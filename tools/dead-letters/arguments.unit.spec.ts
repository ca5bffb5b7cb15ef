import { describe, expect, it } from '@jest/globals';
import { UsageError } from '../command-line.ts';
import { readArguments } from './arguments.ts';

const id = '019a7c52-e1b4-7d0f-9c3a-b6e4d2f81a05';
const queues = ['checkout', 'email', 'recommendations'];
const nowhere = { queueUrl: undefined, databaseUrl: undefined };

/** The error message for a command line. */
function fault(...args: string[]): string {
  try {
    readArguments(args, {}, queues);
    return 'nothing';
  } catch (error) {
    return error instanceof UsageError ? error.message : `${String(error)}, not a UsageError`;
  }
}

describe('npm run dead-letters --', () => {
  it('lists all dead letters by default, at most 50', () => {
    const all = { name: 'list', queue: undefined, message: undefined, limit: 50, isJson: false };
    expect(readArguments(['list'], {}, queues)).toEqual({ ...all, ...nowhere });
    const narrowed = ['list', '--queue', 'email', '--name', 'send-receipt', '--limit', '7', '--json'];
    expect(readArguments(narrowed, {}, queues)).toEqual({
      name: 'list',
      queue: 'email',
      message: 'send-receipt',
      limit: 7,
      isJson: true,
      ...nowhere,
    });
  });

  it('show hides the payload, which may be personal data, unless requested', () => {
    expect(readArguments(['show', id], {}, queues)).toMatchObject({ messageId: id, isPayloadShown: false });
    expect(readArguments(['show', id, '--payload'], {}, queues)).toMatchObject({ isPayloadShown: true });
  });

  it('retry accepts one ID, or a filter', () => {
    expect(readArguments(['retry', id], {}, queues)).toMatchObject({
      name: 'retry',
      messageId: id,
      isForced: false,
    });
    expect(readArguments(['retry', '--queue', 'email', '--all', '--anyway'], {}, queues)).toEqual({
      name: 'retry-all',
      queue: 'email',
      message: undefined,
      isForced: true,
      ...nowhere,
    });
  });

  it('prefers --queue-url to QUEUE_URL', () => {
    const environment = { QUEUE_URL: 'redis://here:6379' };
    expect(readArguments(['list'], environment, queues)).toMatchObject({ queueUrl: 'redis://here:6379' });
    const named = ['list', '--queue-url', 'postgres://there/queues'];
    expect(readArguments(named, environment, queues)).toMatchObject({ queueUrl: 'postgres://there/queues' });
  });

  it.each([
    [[], 'Missing command.'],
    [['lst'], 'Unknown command "lst".'],
    [['list', 'email'], 'Unexpected argument "email". Did you mean --queue email?'],
    [['list', '--queue', 'mail'], 'Unknown queue "mail". Queues: checkout, email, recommendations.'],
    [['list', '--limit', 'all'], '--limit is "all": it must be a whole number.'],
    [['list', '--all'], 'list does not accept --all.'],
    [['show'], 'Missing the ID of the message, as shown by list.'],
    [['show', id, '--yes'], 'show does not accept --yes.'],
    [['retry'], 'Missing the ID of the message, as shown by list.'],
    [['retry', id, '--all'], 'Give either --all or one ID.'],
    [['retry', '--queue', 'email'], '--queue and --name require --all.'],
    [['remove', id, id], `Unexpected argument "${id}".`],
    [['remove', '--all'], 'remove does not accept --all.'],
  ])('refuses %j', (args, message) => {
    expect(fault(...args)).toBe(message);
  });

  it.each(['--queue-url', '--database-url'])(
    'refuses a wrong %s without repeating its password',
    (option) => {
      const message = fault('list', option, 'mysql://ada:s3cret@db/queues');
      expect(message).toMatch(/must have the form/);
      expect(message).not.toContain('s3cret');
    },
  );
});
