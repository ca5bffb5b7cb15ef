import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The far end of an established TCP connection: `127.0.0.1`, 5432. */
export interface Peer {
  readonly host: string;
  readonly port: number;
}

const established = '01';
const mappedPrefix = '0000000000000000FFFF0000';

/** Bytes of an address stand in the table as words of the machine, the last byte first. */
function hostOf(hex: string): string {
  if (hex.length === 32 && !hex.startsWith(mappedPrefix)) return hex.toLowerCase();
  return (hex.slice(-8).match(/../g) ?? [])
    .reverse()
    .map((byte) => Number.parseInt(byte, 16))
    .join('.');
}

/** The established connections in a table as Linux shows it, /proc/PID/net/tcp or tcp6, by the inode of their socket. */
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
 * Reads whom a process is connected to, from Linux's /proc. The tables are those of the whole network and slow to read, so they are read
 * once for all processes of a network, at the first one. Throws where there is no /proc, or when it may not be read.
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

/** A descriptor may be closed between being listed and being read. */
function linkAt(path: string): string {
  try {
    return readlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
