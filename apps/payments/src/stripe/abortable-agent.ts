import { addAbortListener } from 'node:events';
import { type Agent, type ClientRequest } from 'node:http';

/** The method by which Node's client hands a request to its agent. Its types leave it out. */
interface RequestTaker {
  addRequest(request: ClientRequest, ...rest: unknown[]): void;
}

/**
 * The same agent with the same connections, for a client that takes no signal: destroys its requests when the
 * signal aborts, whether or not their responses have begun.
 */
export function abortable<A extends Agent>(agent: A, signal: AbortSignal): A {
  const taker = agent as unknown as RequestTaker;
  const addRequest: RequestTaker['addRequest'] = (request, ...rest) => {
    const listener = addAbortListener(signal, () => void request.destroy(signal.reason as Error));
    request.once('close', () => listener[Symbol.dispose]());
    taker.addRequest(request, ...rest);
  };
  return Object.create(agent, { addRequest: { value: addRequest } }) as A;
}
