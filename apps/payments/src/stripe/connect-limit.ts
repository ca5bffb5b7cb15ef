import { type Agent } from 'node:http';

/**
 * A connection that was not established in time. The error names the system call, which proves that nothing
 * was sent.
 */
class ConnectTimeout extends Error {
  readonly code = 'ETIMEDOUT';
  readonly syscall = 'connect';

  constructor(afterMs: number) {
    super(`no connection within ${afterMs} ms`);
    this.name = 'TimeoutError';
  }
}

/** Limits connecting, including the TLS handshake, to `afterMs`. Node's own limit is minutes. */
export function limitConnecting<A extends Agent>(agent: A, afterMs: number): A {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = connect(options, callback);
    if (!socket) return socket;
    const timer = setTimeout(() => socket.destroy(new ConnectTimeout(afterMs)), afterMs);
    const clear = (): void => clearTimeout(timer);
    socket.once('encrypted' in socket ? 'secureConnect' : 'connect', clear).once('close', clear);
    return socket;
  };
  return agent;
}
