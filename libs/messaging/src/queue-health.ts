import { type HealthCheck } from '@holdfast/service-defaults';
import { connect } from 'node:net';

/** Whether the queues' server takes connections. Services live without it for a while: their messages wait in the outbox. */
export function queueHealth(url: string): HealthCheck {
  const { hostname, port, protocol } = new URL(url);
  const defaultPort = protocol.startsWith('postgres') ? 5432 : 6379;
  return {
    name: 'queues',
    isNeeded: false,
    check: () =>
      new Promise<void>((resolve, reject) => {
        const socket = connect({ host: hostname, port: Number(port) || defaultPort, timeout: 900 });
        socket.once('connect', () => {
          socket.destroy();
          resolve();
        });
        socket.once('timeout', () => socket.destroy(new Error('no connection in time')));
        socket.once('error', reject);
      }),
  };
}
