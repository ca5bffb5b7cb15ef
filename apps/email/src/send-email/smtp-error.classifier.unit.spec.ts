import { describe, expect, it } from '@jest/globals';
import { type AttemptOutcome } from '@holdfast/resilience';
import { classifySmtp } from './smtp-error.classifier.ts';

const outcomeOf = (facts: object, text = 'no'): AttemptOutcome =>
  classifySmtp({ kind: 'error', error: Object.assign(new Error(text), facts) });

describe('classifySmtp', () => {
  it('counts an accepted email as a success', () => {
    expect(classifySmtp({ kind: 'value', value: undefined })).toMatchObject({ breakerSignal: 'success' });
  });

  it.each([
    ['a mailbox that does not exist', { code: 'EENVELOPE', responseCode: 550, command: 'RCPT TO' }],
    ['a full mailbox', { code: 'EENVELOPE', responseCode: 452, command: 'RCPT TO' }],
    ['a busy mailbox', { code: 'EENVELOPE', responseCode: 450, command: 'RCPT TO' }],
    ['an error while receiving the email', { code: 'EMESSAGE', responseCode: 451, command: 'DATA' }],
    ['an unwanted email', { code: 'EMESSAGE', responseCode: 554, command: 'DATA' }],
    ['a wrong password', { code: 'EAUTH', responseCode: 535, command: 'AUTH PLAIN' }],
  ])('counts a refusal of %s as a healthy response', (_, facts) => {
    expect(outcomeOf(facts)).toMatchObject({
      breakerSignal: 'success',
      retry: 'never',
      execution: 'responded',
    });
  });

  it.each([
    ['shuts down', { code: 'ECONNECTION', responseCode: 421, command: 'DATA' }, 'responded'],
    ['refuses connections', { code: 'EPROTOCOL', responseCode: 554, command: 'CONN' }, 'responded'],
    ['is down', { code: 'ESOCKET', originalCode: 'ECONNREFUSED', syscall: 'connect' }, 'not_sent'],
    ['has no address', { code: 'EDNS', syscall: 'getaddrinfo' }, 'not_sent'],
    ['does not respond', { code: 'ETIMEDOUT', responseCode: false, command: 'CONN' }, 'unknown'],
    ['hangs up', { code: 'ECONNECTION', responseCode: false, command: 'CONN' }, 'unknown'],
    ['breaks off', { code: 'ESOCKET', syscall: 'read' }, 'unknown'],
    ['fails in its handshake', { code: 'ETLS' }, 'unknown'],
    ['does not speak SMTP', { code: 'EPROTOCOL', responseCode: false }, 'unknown'],
  ])('counts a failure if the server %s', (_, facts, execution) => {
    expect(outcomeOf(facts)).toMatchObject({ breakerSignal: 'failure', execution });
  });

  it.each([
    ['no recipient', { code: 'EENVELOPE', command: 'API' }],
    ['nothing in it', { code: 'EMESSAGE', command: 'API' }],
    ['a file in it', { code: 'EFILEACCESS' }],
    ['no password', { code: 'ENOAUTH' }],
  ])('does not blame the server for an email with %s', (_, facts) => {
    expect(outcomeOf(facts)).toMatchObject({
      breakerSignal: 'ignore',
      retry: 'never',
      execution: 'not_sent',
    });
  });

  it('classifies an error of our own code as internal', () => {
    expect(classifySmtp({ kind: 'error', error: new TypeError('x is not a function') }).cause).toBe(
      'internal_error',
    );
  });
});
