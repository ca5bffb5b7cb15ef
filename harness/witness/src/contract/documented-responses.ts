import { type SeenAnswer } from '@holdfast/local-stack/documented-api';
import { type CustomerResponse } from '../customers/shopper.ts';
import { type Evidence } from '../invariants/evidence.ts';
import { isFaulted } from '../invariants/fault-history.ts';
import { type Invariant } from '../invariants/invariant.ts';
import { isForging, summaryOf } from '../invariants/responses.ts';

/** The part of a service's OpenAPI document that responses are compared with. */
export interface Contract {
  /** The deviation of a response from its documentation, as a sentence; undefined if there is none. */
  faultOf(answer: SeenAnswer): string | undefined;
  lists(answer: Pick<SeenAnswer, 'method' | 'path' | 'status'>): boolean;
}

/** 35. */
export const documentedResponses: Invariant = {
  number: 35,
  says: 'Every response is as the OpenAPI document of its service says: status, content type and body to customers, and the status between services. No service returns a 500 to another.',
  contradictions: (evidence) => [...toCustomers(evidence), ...betweenServices(evidence)],
  lasting: (evidence) => [...toCustomers(evidence), ...betweenServices(evidence)],
};

function toCustomers(evidence: Evidence): string[] {
  const contract = evidence.contracts?.['checkout'];
  if (contract === undefined || isForging(evidence)) return [];
  return evidence.ledgers.responses.flatMap((response) => {
    if (response.status === 0) return [];
    const fault = contract.faultOf(answerIn(response));
    return fault === undefined ? [] : [`${summaryOf(response)} is not as documented: ${fault}`];
  });
}

const answerIn = ({ method, path, status, headers, text }: CustomerResponse): SeenAnswer => ({
  method,
  path,
  status,
  contentType: headers['content-type'] ?? null,
  body: text,
});

/** `201 POST /payments/:id/refunds` */
const labeled = /^(\d{3}) ([A-Z]+) (\/\S*)$/;

/** Faults with which the suite itself responds in place of a service. */
const forging = ['status', 'status_after', 'garbage', 'truncate', 'cut', 'duplicate'];

function betweenServices(evidence: Evidence): string[] {
  const { contracts = {}, events } = evidence;
  const found = events.flatMap((event) => {
    if (event.type !== 'message' || event.message.direction !== 'response') return [];
    const { route, label } = event.message;
    const [caller = '', service = ''] = route.split('->');
    const contract = contracts[service];
    const [, status, method, path] = labeled.exec(label) ?? [];
    if (contract === undefined || caller === 'shopper' || status === undefined) return [];
    if (isFaulted(evidence, new RegExp(`^${caller}(-\\d+)?->${service}$`), forging)) return [];
    const isListed = contract.lists({ method: String(method), path: String(path), status: Number(status) });
    if (isListed && status !== '500') return [];
    return [
      `${service} returned ${label} to ${caller}${isListed ? '' : ', which its document does not list'}`,
    ];
  });
  return [...new Set(found)];
}
