import { STATUS_CODES } from 'node:http';
import { type ActiveFault, type Protocol } from '@holdfast/lab-api';

export type StatusFault = Extract<ActiveFault, { readonly kind: 'status' | 'status_after' }>;

export const hasStubResponse = (protocol: Protocol): boolean => protocol === 'http' || protocol === 'smtp';

/** The response that the lab sends instead of a server. */
export function stubResponse(protocol: Protocol, fault: StatusFault, answers: string): Buffer {
  const phrase = STATUS_CODES[fault.status] ?? 'Unknown';
  if (protocol === 'smtp')
    return Buffer.from(`${fault.body ?? `${fault.status} returned by the failure lab`}\r\n`);
  const body = Buffer.from(fault.body ?? `${phrase}\n`);
  const headers = {
    'content-type': 'text/plain',
    ...Object.fromEntries(
      Object.entries(fault.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    'content-length': `${body.length}`,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = Buffer.from(`HTTP/1.1 ${fault.status} ${phrase}\r\n${lines.join('')}\r\n`);
  return answers.startsWith('HEAD ') ? head : Buffer.concat([head, body]);
}

/**
 * Bytes that no reader of the protocol understands. HTTP keeps the response's own head and replaces its body.
 */
export function garbage(protocol: Protocol, chunks: readonly Buffer[]): Buffer {
  const whole = Buffer.concat(chunks);
  const headEnd = protocol === 'http' ? whole.indexOf('\r\n\r\n') : -1;
  if (headEnd < 0 || headEnd + 4 === whole.length) return noise(whole.length);
  const head = whole
    .toString('latin1', 0, headEnd)
    .split('\r\n')
    .filter((line) => !/^(content-length|transfer-encoding|content-encoding):/i.test(line));
  const body = noise(Math.max(16, whole.length - headEnd - 4));
  return Buffer.concat([
    Buffer.from(`${head.join('\r\n')}\r\ncontent-length: ${body.length}\r\n\r\n`, 'latin1'),
    body,
  ]);
}

const words = '\u0000}{ <not what you asked for> \u0007;;';

const noise = (bytes: number): Buffer => Buffer.alloc(bytes, words);
