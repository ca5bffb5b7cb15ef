import { type ActiveFault, type LabEvent } from '@holdfast/lab-api';
import { DocumentedApi } from '@holdfast/local-stack/documented-api';
import { describe, expect, it } from '@jest/globals';
import { against, aLedger, aProblem, aResponse, startedAt } from '../invariants/evidence.fixture.ts';
import { type Evidence } from '../invariants/evidence.ts';

const order = { type: 'object', properties: { orderId: { type: 'string' } }, required: ['orderId'] };
const json = { content: { 'application/json': { schema: order } } };
const problem = { content: { 'application/problem+json': { schema: { type: 'object' } } } };
const contracts = {
  checkout: new DocumentedApi({
    paths: { '/checkouts': { post: { responses: { 201: json, 503: problem } } } },
  }),
  payments: new DocumentedApi({
    paths: { '/payments/{id}/refunds': { post: { responses: { 201: json } } } },
  }),
};

const returned = (label: string, route = 'checkout->payments'): LabEvent =>
  ({ type: 'message', message: { at: startedAt, direction: 'response', route, label } }) as LabEvent;
const aFault = (edge: string, kind: string): ActiveFault =>
  ({ kind, faultId: 'f1', edge, struck: 1 }) as ActiveFault;

const says = (response = aResponse(), over: Partial<Evidence> = {}): string =>
  against(35, aLedger({ responses: [response] }), { contracts, ...over });

describe('35: documented responses', () => {
  it.each([
    ['as documented', aResponse()],
    ['that is a listed problem', aProblem(503, 'database_unavailable')],
    ['that never came', aResponse({ status: 0, text: '', failure: 'reset' })],
  ])('holds for a response %s', (_what, response) => {
    expect(says(response)).toBe('');
  });

  it.each([
    ['a status that is not listed', aProblem(409, 'order_gone'), 'does not list this status'],
    ['a body without its order', aResponse({ text: '{}' }), 'orderId'],
    ['a body of another type', aResponse({ headers: { 'content-type': 'text/html' } }), 'it is text/html'],
  ])('is contradicted by %s', (_what, response, said) => {
    expect(says(response)).toContain(said);
  });

  it.each(['500 POST /payments/:id/refunds', '404 POST /payments/:id/refunds', '302 GET /elsewhere'])(
    'is contradicted by %s between services',
    (label) => {
      expect(says(undefined, { events: [returned(label)] })).toContain(
        `payments returned ${label} to checkout`,
      );
    },
  );

  it.each([
    ['a listed status', [returned('201 POST /payments/:id/refunds')]],
    ['a refusal of an unknown route', [returned('404 GET /elsewhere')]],
    ['a party without a document', [returned('500 POST /v1/refunds', 'payments->stripe')]],
    ['another protocol', [returned('insert payment', 'payments->postgres')]],
  ])('holds between services for %s', (_what, events) => {
    expect(says(undefined, { events })).toBe('');
  });

  it('does not judge what the suite itself wrote', () => {
    const events = [returned('500 POST /payments/:id/refunds')];
    expect(says(undefined, { events, faults: [aFault('checkout->payments', 'status')] })).toBe('');
    expect(says(aProblem(418, 'teapot'), { faults: [aFault('shopper->checkout', 'status')] })).toBe('');
  });

  it('is not judged without documents', () => {
    expect(against(35, aLedger({ responses: [aProblem(418, 'teapot')] }))).toBe('');
  });
});
