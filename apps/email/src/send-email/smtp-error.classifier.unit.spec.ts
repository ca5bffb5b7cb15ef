import { describe, expect, it } from '@jest/globals';
import { type AttemptOutcome } from '@holdfast/resilience';
import { classifySmtp } from './smtp-error.classifier.ts';

const outcomeOf = (facts: object, text = 'no'): AttemptOutcome =>
  classifySmtp({ kind: 'error', error: Object.assign(new Error(text), facts) });

describe('classifySmtp', () => {
  it('takes a mail that was taken as an answer', () => {
    expect(classifySmtp({ kind: 'value', value: undefined })).toMatchObject({ breakerSignal: 'success' });
  });

  it.each([
    ['a mailbox that does not exist', { code: 'EENVELOPE', responseCode: 550, command: 'RCPT TO' }],
    ['a full mailbox', { code: 'EENVELOPE', responseCode: 452, command: 'RCPT TO' }],
    ['a mailbox in use', { code: 'EENVELOPE', responseCode: 450, command: 'RCPT TO' }],
    ['an error while taking the mail', { code: 'EMESSAGE', responseCode: 451, command: 'DATA' }],
    ['a mail it does not want', { code: 'EMESSAGE', responseCode: 554, command: 'DATA' }],
    ['a wrong password', { code: 'EAUTH', responseCode: 535, command: 'AUTH PLAIN' }],
  ])('knows that a server which refuses %s is well', (_, facts) => {
    expect(outcomeOf(facts)).toMatchObject({
      breakerSignal: 'success',
      retry: 'never',
      execution: 'responded',
    });
  });

  it.each([
    ['closes down', { code: 'ECONNECTION', responseCode: 421, command: 'DATA' }, 'responded'],
    ['takes nobody in', { code: 'EPROTOCOL', responseCode: 554, command: 'CONN' }, 'responded'],
    ['is not there', { code: 'ESOCKET', originalCode: 'ECONNREFUSED', syscall: 'connect' }, 'not_sent'],
    ['has no address', { code: 'EDNS', syscall: 'getaddrinfo' }, 'not_sent'],
    ['says nothing', { code: 'ETIMEDOUT', responseCode: false, command: 'CONN' }, 'unknown'],
    ['hangs up', { code: 'ECONNECTION', responseCode: false, command: 'CONN' }, 'unknown'],
    ['breaks off', { code: 'ESOCKET', syscall: 'read' }, 'unknown'],
    ['fails in its handshake', { code: 'ETLS' }, 'unknown'],
    ['speaks no SMTP', { code: 'EPROTOCOL', responseCode: false }, 'unknown'],
  ])('counts a failure of a server that %s', (_, facts, execution) => {
    expect(outcomeOf(facts)).toMatchObject({ breakerSignal: 'failure', execution });
  });

  it.each([
    ['no recipient', { code: 'EENVELOPE', command: 'API' }],
    ['nothing in it', { code: 'EMESSAGE', command: 'API' }],
    ['a file in it', { code: 'EFILEACCESS' }],
    ['no password', { code: 'ENOAUTH' }],
  ])('blames no server for a mail with %s', (_, facts) => {
    expect(outcomeOf(facts)).toMatchObject({
      breakerSignal: 'ignore',
      retry: 'never',
      execution: 'not_sent',
    });
  });

  it('takes an error of our own code for a bug', () => {
    expect(classifySmtp({ kind: 'error', error: new TypeError('x is not a function') }).cause).toBe(
      'internal_error',
    );
  });
});
