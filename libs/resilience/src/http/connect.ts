import { type Socket } from 'node:net';
import { buildConnector, errors } from 'undici';

/**
 * Connects as undici does, but gives up after exactly `ms`: undici's own timer may be up to a second late.
 */
export function connectWithin(ms: number): buildConnector.connector {
  const connect = buildConnector({ timeout: 0 });
  return (options, callback) => {
    // It returns the socket, although its type does not say so.
    const socket = connect(options, (...result) => {
      clearTimeout(timer);
      callback(...result);
    }) as unknown as Socket;
    const timer = setTimeout(
      () => socket.destroy(new errors.ConnectTimeoutError(`no connection within ${ms} ms`)),
      ms,
    );
  };
}
