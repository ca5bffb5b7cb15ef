import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The remote end of an established TCP connection: `127.0.0.1`, 5432. */
export interface Peer {
  readonly host: string;
  readonly port: number;
}

const established = '01';
const mappedPrefix = '0000000000000000FFFF0000';

/** The table shows an address as machine words, last byte first. */
function hostOf(hex: string): string {
  if (hex.length === 32 && !hex.startsWith(mappedPrefix)) return hex.toLowerCase();
  return (hex.slice(-8).match(/../g) ?? [])
    .reverse()
    .map((byte) => Number.parseInt(byte, 16))
    .join('.');
}

/** Parses the established connections of /proc/PID/net/tcp or tcp6, by socket inode. */
export function peersIn(table: string): Map<string, Peer> {
  const peers = new Map<string, Peer>();
  for (const line of table.split('\n')) {
    const [, , remote = '', state, , , , , , inode = ''] = line.trim().split(/\s+/, 10);
    if (state !== established) continue;
    const [host = '', port = ''] = remote.split(':');
    peers.set(inode, { host: hostOf(host), port: Number.parseInt(port, 16) });
  }
  return peers;
}

/**
 * Reads the connections of processes from Linux's /proc. A table covers its whole network namespace and is
 * slow to read, so it is read once, for the first process of a namespace. Throws if /proc is missing or
 * unreadable.
 */
export function establishedConnections(): (pid: number) => Peer[] {
  const tables = new Map<string, Map<string, Peer>>();
  return (pid) => {
    const network = readlinkSync(`/proc/${pid}/ns/net`);
    const peers = tables.get(network) ?? readTables(pid);
    tables.set(network, peers);
    return socketsOf(pid).flatMap((inode) => peers.get(inode) ?? []);
  };
}

const readTables = (pid: number): Map<string, Peer> =>
  peersIn(['tcp', 'tcp6'].map((name) => readFileSync(`/proc/${pid}/net/${name}`, 'utf8')).join('\n'));

function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap(
    (descriptor) => /^socket:\[(\d+)\]$/.exec(linkAt(`${folder}/${descriptor}`))?.[1] ?? [],
  );
}

/** A descriptor may be closed between listing and reading it. */
function linkAt(path: string): string {
  try {
    return readlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
