import { describe, expect, it } from '@jest/globals';
import { failedTests, type FileReport } from './failed-tests.ts';

const test = (fullName: string, message?: string): FileReport['assertionResults'][number] => ({
  fullName,
  status: message === undefined ? 'passed' : 'failed',
  failureMessages: message === undefined ? [] : [message],
});

const file = (more: Partial<FileReport>): FileReport => ({
  name: '/repo/libs/a.int.spec.ts',
  status: 'failed',
  message: '',
  assertionResults: [],
  ...more,
});

describe('failedTests', () => {
  it('names the file and the test, with the message but not the stack', () => {
    const message =
      'Error: \u001b[31mtwo charges\u001b[39m\n\nExpected: 1\n    at charge (file.ts:1:2)\n    at b';
    const files = [file({ assertionResults: [test('pays once'), test('pays twice', message)] })];
    expect(failedTests(files, '/repo')).toEqual([
      'libs/a.int.spec.ts\n  pays twice\n    Error: two charges\n    Expected: 1',
    ]);
  });

  it('names the spec of a test that failed in a group of specs', () => {
    const failed = test('libs/a.int.spec.ts pays once', 'Error: two charges');
    const files = [file({ name: '/tmp/specs/libs-a-1.ts', assertionResults: [failed] })];
    expect(failedTests(files, '/repo')).toEqual(['libs/a.int.spec.ts\n  pays once\n    Error: two charges']);
  });

  it('names each failed test of a file', () => {
    const files = [file({ assertionResults: [test('a', 'no'), test('b', 'no')] })];
    expect(failedTests(files, '/repo')).toHaveLength(2);
  });

  it('names a file that could not run', () => {
    const files = [file({ message: '  ● Test suite failed to run\n\n    SyntaxError: no' })];
    expect(failedTests(files, '/repo')).toEqual([
      'libs/a.int.spec.ts\n      ● Test suite failed to run\n        SyntaxError: no',
    ]);
  });

  it('shortens a long message', () => {
    const message = Array.from({ length: 100 }, (_, n) => `line ${n}`).join('\n');
    const [failure = ''] = failedTests([file({ assertionResults: [test('a', message)] })], '/repo');
    expect(failure.split('\n')).toHaveLength(10);
  });

  it('leaves out what passed', () => {
    const passed = file({ status: 'passed', assertionResults: [test('a')] });
    expect(failedTests([passed], '/repo')).toEqual([]);
  });
});
