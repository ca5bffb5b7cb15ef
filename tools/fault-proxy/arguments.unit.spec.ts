import { describe, expect, it } from '@jest/globals';
import { readArguments } from './arguments.ts';

const edge = '21001=postgres://127.0.0.1:5432';

describe('the arguments of fault-proxy', () => {
  it('are edges and strikes', () => {
    const { edges, strikes, showsBackground } = readArguments([
      '--edge',
      edge,
      '--edge',
      '21002=http://payments',
      '--strike',
      '21001 response COMMIT reset',
      '--strike',
      '21002 request POST /payments duplicate@2',
      '--strike',
      '21002 response delay:300',
    ]);
    expect(edges).toEqual([
      {
        edge: '21001',
        from: 'client',
        to: 'postgres',
        protocol: 'postgres',
        port: 21_001,
        upstreams: [{ name: 'postgres', host: '127.0.0.1', port: 5432 }],
      },
      {
        edge: '21002',
        from: 'client',
        to: 'http',
        protocol: 'http',
        port: 21_002,
        upstreams: [{ name: 'http', host: 'payments', port: 80 }],
      },
    ]);
    expect(strikes).toEqual([
      { edge: '21001', direction: 'response', label: 'COMMIT', ordinal: 1, action: { kind: 'reset' } },
      {
        edge: '21002',
        direction: 'request',
        label: 'POST /payments',
        ordinal: 2,
        action: { kind: 'duplicate' },
      },
      { edge: '21002', direction: 'response', ordinal: 1, action: { kind: 'delay', ms: 300 } },
    ]);
    expect(showsBackground).toBe(false);
  });

  it.each([
    [[], 'Missing --edge.'],
    [['--edge', '21001'], '--edge is "21001": it must have the form'],
    [['--edge', '0=http://a:80'], 'it must have the form'],
    [['--edge', '21001=amqp://a:80'], 'with one of http, postgres, redis, smtp.'],
    [['--edge', '21001=redis://a'], 'it must have the form'],
    [['--edge', edge, '--edge', edge], 'Two edges have the port 21001.'],
    [
      ['--edge', edge, '--strike', '21001 COMMIT reset'],
      'it must have the form PORT DIRECTION [LABEL] ACTION.',
    ],
    [['--edge', edge, '--strike', '21002 response COMMIT reset'], 'no --edge has the port 21002.'],
    [['--edge', edge, '--strike', '21001 response COMMIT explode'], 'ACTION must be one of reset, close,'],
    [['--edge', edge, '--strike', '21001 response COMMIT reset@0'], 'ACTION must be one of reset, close,'],
    [['--edge', edge, '--strike', '21001 request COMMIT duplicate'], 'only HTTP requests can be duplicated.'],
    [['--edge', edge, 'now'], 'Unexpected argument "now".'],
  ])('%j are refused', (args, problem) => {
    expect(() => readArguments(args)).toThrow(problem);
  });
});
