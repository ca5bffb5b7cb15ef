import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { type ServiceProcess, startService, temporaryFolder } from '@holdfast/testing';

export const program = 'apps/storefront/dist/main.js';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly json: Record<string, unknown>;
}

export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
}

/** The script of the fake pages, compressed as the build does it. */
export const script = 'export const shop = 1;\n'.repeat(100);

/** Pages as small as can be: a real build has the same tags. */
export function fakePages({ hasLab }: { readonly hasLab: boolean }): string {
  const folder = temporaryFolder();
  const names = ['stripe-js', 'stripe-publishable-key', ...(hasLab ? ['lab'] : [])];
  const metas = names.map((name) => `<meta name="${name}" content="" />`).join('\n');
  writeFileSync(path.join(folder, 'index.html'), `<!doctype html>\n${metas}\n<title>Holdfast</title>\n`);
  mkdirSync(path.join(folder, 'assets'));
  const asset = path.join(folder, 'assets/index-abc.js');
  writeFileSync(asset, script);
  writeFileSync(`${asset}.br`, brotliCompressSync(script));
  writeFileSync(`${asset}.gz`, gzipSync(script));
  writeFileSync(path.join(folder, 'assets/font.woff2'), 'font');
  return folder;
}

export const standIn = 'http://127.0.0.1:3005/endive/stripe.js';

export interface StorefrontFixture {
  readonly service: ServiceProcess;
  readonly send: (path: string, sent?: Sent) => Promise<Reply>;
  /** Resolves when the headers of the response are there. */
  readonly open: (path: string, sent?: Sent) => Promise<IncomingMessage>;
  /** The sum of the values that the pattern captures in `/metrics`. */
  readonly metric: (lines: RegExp) => Promise<number>;
  readonly close: () => Promise<void>;
}

/** The storefront as a process, with `settings`. */
export async function storefront(
  settings: Readonly<Record<string, string>>,
  { hasLab = false }: { readonly hasLab?: boolean } = {},
): Promise<StorefrontFixture> {
  const pages = fakePages({ hasLab });
  const service = await startService({
    program,
    env: {
      PAGES: pages,
      STRIPE_JS_URL: standIn,
      STRIPE_PUBLISHABLE_KEY: 'pk_test_holdfast',
      ...settings,
    },
  });
  const agent = new Agent({ keepAlive: true });
  const open = (target: string, sent?: Sent) => responseOf(service.port, agent, target, sent);
  const send = async (target: string, sent?: Sent): Promise<Reply> => read(await open(target, sent));
  return {
    service,
    open,
    send,
    metric: async (lines) => {
      const text = (await send('/metrics')).body.toString();
      return [...text.matchAll(lines)].reduce((sum, [, value]) => sum + Number(value), 0);
    },
    close: async () => {
      agent.destroy();
      await service.stop();
      rmSync(pages, { recursive: true });
    },
  };
}

/** Sends the path exactly as it is. */
function responseOf(port: number, agent: Agent, target: string, sent: Sent = {}): Promise<IncomingMessage> {
  const { method = 'GET', headers = {}, body } = sent;
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, agent, path: target, method, headers };
    request(options, resolve).on('error', reject).end(body);
  });
}

async function read(response: IncomingMessage): Promise<Reply> {
  const body = await buffer(response);
  const { statusCode: status = 0, headers } = response;
  const isJson = /json/.test(headers['content-type'] ?? '') && headers['content-encoding'] === undefined;
  return { status, headers, body, json: (isJson ? JSON.parse(body.toString()) : {}) as Reply['json'] };
}
