import { describe, expect, it } from '@jest/globals';
import { labStateOf } from './lab-state.ts';

const late = { faultId: 'flt_1', edge: 'checkout->payments', kind: 'latency', ms: 2000, struck: 3 };
const edges = [
  { edge: 'checkout->payments', messages: 14, faults: [late] },
  { edge: 'payments->stripe', messages: 8, faults: [] },
];
const strike = {
  strikeId: 'str_1',
  edge: 'payments->stripe',
  direction: 'response',
  label: 'POST /v1/payment_intents',
  action: { kind: 'reset' },
  state: 'armed',
  message: null,
};

describe('the state of the lab', () => {
  it('has every connection, and every fault and strike with how often it struck', () => {
    expect(labStateOf(edges, [strike])).toEqual({
      edges: [
        { edge: 'checkout->payments', messages: 14 },
        { edge: 'payments->stripe', messages: 8 },
      ],
      breakages: [
        {
          id: 'flt_1',
          edge: 'checkout->payments',
          sentence: 'Each message arrives 2000 ms late.',
          struck: 3,
          isActive: true,
        },
        {
          id: 'str_1',
          edge: 'payments->stripe',
          sentence: 'The next response to POST /v1/payment_intents is dropped, and its connection is reset.',
          struck: 0,
          isActive: true,
        },
      ],
    });
  });

  it('names a fault of several connections once', () => {
    const both = edges.map((edge) => ({ ...edge, faults: [{ ...late, edge: '*' }] }));
    expect(labStateOf(both, [])?.breakages).toMatchObject([{ id: 'flt_1', edge: '*' }]);
  });

  it('counts nothing as broken that has done its work', () => {
    const spent = [{ ...edges[0], faults: [{ ...late, times: 3 }] }];
    expect(labStateOf(spent, [{ ...strike, state: 'struck' }])?.breakages).toMatchObject([
      { isActive: false, struck: 3 },
      { isActive: false, struck: 1 },
    ]);
  });

  it.each<[string, unknown, unknown]>([
    ['edges that are not a list', {}, []],
    ['an edge without faults', [{ edge: 'a->b', messages: 0 }], []],
    ['a fault without a kind', [{ ...edges[1], faults: [{ ...late, kind: undefined }] }], []],
    ['strikes that are not a list', edges, null],
    ['a strike without an action', edges, [{ ...strike, action: undefined }]],
  ])('is unknown with %s', (_, ofEdges, ofStrikes) => {
    expect(labStateOf(ofEdges, ofStrikes)).toBeUndefined();
  });
});
