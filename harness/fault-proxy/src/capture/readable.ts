import { type Direction, type Message } from '@holdfast/lab-api';

/** A message as text: its head, and the rest. */
export interface Readable {
  readonly head: string;
  readonly body: string;
}

/** Bytes of a message as text for people. Unprintable bytes become `·`. */
export function readable({ protocol, direction }: Message, bytes: Buffer): Readable {
  switch (protocol) {
    case 'http':
      return divided(bytes, '\r\n\r\n');
    case 'smtp':
      return divided(bytes, '\r\n');
    case 'redis': {
      const [head = '', ...words] = redisWords(bytes);
      return { head, body: words.join('\n') };
    }
    case 'postgres': {
      const frames = postgresFrames(bytes, direction);
      return {
        head: frames.map(({ name }) => name).join(', '),
        body: frames.map(({ name, text }) => (text === '' ? name : `${name} ${text}`)).join('\n'),
      };
    }
  }
}

const printable = (bytes: Buffer): string =>
  bytes.toString('utf8').replaceAll(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]+/g, '·');

function divided(bytes: Buffer, delimiter: string): Readable {
  const at = bytes.indexOf(delimiter);
  if (at < 0) return { head: printable(bytes), body: '' };
  return { head: printable(bytes.subarray(0, at)), body: printable(bytes.subarray(at + delimiter.length)) };
}

/** The words of a command or the values of a reply, without their lengths. */
function redisWords(bytes: Buffer): string[] {
  const words: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const found = bytes.indexOf('\r\n', at);
    const end = found < 0 ? bytes.length : found;
    const line = printable(bytes.subarray(at, end));
    at = end + 2;
    const length = /^[$!=](\d+)$/.exec(line)?.[1];
    if (length !== undefined) {
      words.push(printable(bytes.subarray(at, at + Number(length))));
      at += Number(length) + 2;
    } else if (!/^[*%~>|]\d+$/.test(line)) words.push(line);
  }
  return words;
}

const frameNames: Readonly<Record<Direction, Readonly<Record<string, string>>>> = {
  request: {
    B: 'Bind',
    C: 'Close',
    D: 'Describe',
    E: 'Execute',
    H: 'Flush',
    P: 'Parse',
    Q: 'Query',
    S: 'Sync',
    c: 'CopyDone',
    d: 'CopyData',
    f: 'CopyFail',
  },
  response: {
    '1': 'ParseComplete',
    '2': 'BindComplete',
    '3': 'CloseComplete',
    C: 'CommandComplete',
    D: 'DataRow',
    E: 'ErrorResponse',
    N: 'NoticeResponse',
    S: 'ParameterStatus',
    T: 'RowDescription',
    Z: 'ReadyForQuery',
    n: 'NoData',
    s: 'PortalSuspended',
    t: 'ParameterDescription',
  },
};

/** The messages of the Postgres protocol in a message of the lab. The last one may be cut off. */
function postgresFrames(bytes: Buffer, direction: Direction): { name: string; text: string }[] {
  const frames: { name: string; text: string }[] = [];
  for (let at = 0; at + 5 <= bytes.length;) {
    const type = String.fromCharCode(bytes[at] ?? 0);
    const end = at + 1 + Math.max(4, bytes.readUInt32BE(at + 1));
    const text = printable(bytes.subarray(at + 5, end)).replaceAll(/^·+|·+$/g, '');
    frames.push({ name: frameNames[direction][type] ?? printable(Buffer.from(type)), text });
    at = end;
  }
  return frames;
}
