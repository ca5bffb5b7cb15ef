import { type FaultLab } from '@holdfast/fault-proxy';
import { type EdgeConfig, type LabEvent, type Message, type Protocol } from '@holdfast/lab-api';
import { freePort } from '@holdfast/local-stack';

/** An edge `service->role`, on a free port, before the server at an address. */
export async function edgeTo(role: string, protocol: Protocol, address: URL): Promise<EdgeConfig> {
  return {
    edge: `service->${role}`,
    from: 'service',
    to: role,
    protocol,
    port: await freePort(),
    upstreams: [{ name: role, host: address.hostname, port: Number(address.port) }],
  };
}

/** The same address, through the edge. */
export function through({ port }: EdgeConfig, address: URL): string {
  const url = new URL(address);
  url.host = `127.0.0.1:${port}`;
  return url.href;
}

/** All messages of a lab from now on. */
export function messagesOf(lab: FaultLab): Message[] {
  const messages: Message[] = [];
  lab.log.listen((event: LabEvent) => {
    if (event.type === 'message') messages.push(event.message);
  });
  return messages;
}

/** `> insert orders`, `< insert orders`; without what is in the background. */
export const said = (messages: readonly Message[]): string[] =>
  messages
    .filter(({ isBackground }) => !isBackground)
    .map(({ direction, label }) => `${direction === 'request' ? '>' : '<'} ${label}`);
