import { type EdgeConfig, type Protocol, type Strike, type StrikeAction } from '@holdfast/lab-api';
import { parseOptions, refuseMore, UsageError } from '../command-line.ts';

export const usage = `npm run fault-proxy -- --edge PORT=PROTOCOL://HOST:PORT [--edge …] [--strike 'PORT DIRECTION [LABEL] ACTION' …] [--all]

Listens on each PORT of 127.0.0.1, passes everything on to HOST:PORT, and prints each message with its label. A strike
breaks one message of its edge: the next one with that LABEL, or without a LABEL the next one of any kind. Ctrl-C ends it.

  PROTOCOL   http, postgres, redis or smtp
  DIRECTION  request or response
  ACTION     reset, close, cut, black_hole, duplicate (HTTP requests) or delay:MS; with @N at the Nth such message
  --all      prints also what happens in the background: polls, health checks, the setup of connections

Example: npm run fault-proxy -- --edge 21001=postgres://127.0.0.1:5432 --strike '21001 response COMMIT reset'
Exit codes: 0 every strike hit its message, 1 one did not, 2 invalid arguments.`;

export interface FaultProxyCommand {
  readonly edges: readonly EdgeConfig[];
  readonly strikes: readonly Strike[];
  readonly showsBackground: boolean;
}

const protocols: readonly Protocol[] = ['http', 'postgres', 'redis', 'smtp'];
const plainActions = ['reset', 'close', 'cut', 'black_hole', 'duplicate'] as const;

/** @throws UsageError */
export function readArguments(args: readonly string[]): FaultProxyCommand {
  const { values, positionals } = parseOptions(args, {
    edge: { type: 'string', multiple: true, default: [] },
    strike: { type: 'string', multiple: true, default: [] },
    all: { type: 'boolean', default: false },
  });
  refuseMore(positionals);
  if (values.edge.length === 0) throw new UsageError('Missing --edge.');
  const edges = values.edge.map(edgeIn);
  const twice = edges.find(({ port }, index) => edges.findIndex((each) => each.port === port) !== index);
  if (twice !== undefined) throw new UsageError(`Two edges have the port ${twice.port}.`);
  const strikes = values.strike.map((text) => strikeIn(text, edges));
  return { edges, strikes, showsBackground: values.all };
}

function edgeIn(text: string): EdgeConfig {
  const [, port = '', target = ''] = /^(\d{1,5})=(.+)$/.exec(text) ?? [];
  const url = URL.canParse(target) ? new URL(target) : undefined;
  const protocol = protocols.find((each) => url?.protocol === `${each}:`);
  const upstream = { host: url?.hostname ?? '', port: portIn(protocol, url?.port) };
  if (protocol === undefined || upstream.host === '' || !isPort(Number(port)) || !isPort(upstream.port))
    throw new UsageError(
      `--edge is "${text}": it must have the form PORT=PROTOCOL://HOST:PORT, with one of ${protocols.join(', ')}.`,
    );
  const upstreams = [{ name: protocol, ...upstream }];
  return { edge: port, from: 'client', to: protocol, protocol, port: Number(port), upstreams };
}

/** `new URL` leaves out the port of HTTP. */
const portIn = (protocol: Protocol | undefined, port = ''): number =>
  Number(port === '' && protocol === 'http' ? '80' : port);

const isPort = (port: number): boolean => Number.isInteger(port) && port > 0 && port < 65_536;

function strikeIn(text: string, edges: readonly EdgeConfig[]): Strike {
  const [, port = '', direction, label = '', action = ''] =
    /^(\d+) +(request|response) +(?:(.+?) +)?(\S+)$/.exec(text.trim()) ?? [];
  if (direction !== 'request' && direction !== 'response')
    throw new UsageError(`--strike is "${text}": it must have the form PORT DIRECTION [LABEL] ACTION.`);
  const edge = edges.find((each) => each.edge === port);
  if (edge === undefined) throw new UsageError(`--strike is "${text}": no --edge has the port ${port}.`);
  const [, name = '', ordinal = '1'] = /^(.+?)(?:@([1-9]\d{0,5}))?$/.exec(action) ?? [];
  const found = actionIn(name);
  if (found === undefined)
    throw new UsageError(
      `--strike is "${text}": ACTION must be one of ${plainActions.join(', ')}, delay:MS; with @N at the end or without.`,
    );
  if (found.kind === 'duplicate' && (edge.protocol !== 'http' || direction !== 'request'))
    throw new UsageError(`--strike is "${text}": only HTTP requests can be duplicated.`);
  return {
    edge: port,
    direction,
    ...(label === '' ? {} : { label }),
    ordinal: Number(ordinal),
    action: found,
  };
}

function actionIn(name: string): StrikeAction | undefined {
  const kind = plainActions.find((each) => each === name);
  if (kind !== undefined) return { kind };
  const [, ms] = /^delay:(\d{1,7})$/.exec(name) ?? [];
  return ms === undefined ? undefined : { kind: 'delay', ms: Number(ms) };
}
