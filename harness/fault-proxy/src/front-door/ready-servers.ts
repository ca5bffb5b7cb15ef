import http from 'node:http';
import { type Upstream } from '@holdfast/lab-api';

/** 1 s: an instance that loses its database gets orders for at most this long. */
const freshMs = 1_000;
/** 1.5 s: a readiness probe waits at most 1 s for the database. */
const answersWithinMs = 1_500;

interface Look {
  readonly at: number;
  readonly isReady: Promise<boolean>;
  /** The previous result; undefined if there is none. */
  readonly wasReady: boolean | undefined;
}

/** Finds ready servers, probing each at most once a second and only on demand. */
export class ReadyServers {
  private readonly looks = new Map<string, Look>();
  private readonly answers = new Map<string, boolean>();

  constructor(private readonly path: string) {}

  /** Does not wait for a server that was not ready last time, unless no other is ready. */
  async among(servers: readonly Upstream[]): Promise<readonly Upstream[]> {
    this.forgetAllBut(servers);
    const looks = servers.map((server) => ({ server, look: this.lookAt(server) }));
    const ready = await readyOf(looks.filter(({ look }) => look.wasReady !== false));
    return ready.length > 0 ? ready : readyOf(looks);
  }

  private lookAt(server: Upstream): Look {
    const key = keyOf(server);
    const last = this.looks.get(key);
    if (last !== undefined && performance.now() - last.at < freshMs) return last;
    const isReady = isReadyAt(server, this.path).then((ready) => {
      this.answers.set(key, ready);
      return ready;
    });
    const look = { at: performance.now(), isReady, wasReady: this.answers.get(key) };
    this.looks.set(key, look);
    return look;
  }

  /** Forgets instances that are gone; each has its own address. */
  private forgetAllBut(servers: readonly Upstream[]): void {
    const here = new Set(servers.map(keyOf));
    for (const key of this.looks.keys())
      if (!here.has(key)) {
        this.looks.delete(key);
        this.answers.delete(key);
      }
  }
}

const keyOf = ({ host, port }: Upstream): string => `${host} ${port}`;

async function readyOf(
  looks: readonly { readonly server: Upstream; readonly look: Look }[],
): Promise<readonly Upstream[]> {
  const states = await Promise.all(looks.map(({ look }) => look.isReady));
  return looks.flatMap(({ server }, index) => (states[index] === true ? [server] : []));
}

function isReadyAt({ host, port }: Upstream, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(answersWithinMs);
    const request = http.get({ host, port, path, agent: false, signal }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('error', () => resolve(false));
  });
}
