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

/** The established connections in a table as Linux shows it, /proc/PID/net/tcp or tcp6, of those sockets. */
export function peersIn(table: string, inodes: ReadonlySet<string>): Peer[] {
  return table
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode = '']) => state === established && inodes.has(inode))
    .map(([, , remote = '']) => {
      const [host = '', port = ''] = remote.split(':');
      return { host: hostOf(host), port: Number.parseInt(port, 16) };
    });
}

/** Whom a process is connected to, from Linux's /proc. Throws where there is none, or when it may not be read. */
export function establishedPeers(pid: number): Peer[] {
  const folder = `/proc/${pid}`;
  const inodes = new Set<string>();
  for (const descriptor of readdirSync(`${folder}/fd`)) {
    const inode = /^socket:\[(\d+)\]$/.exec(linkAt(`${folder}/fd/${descriptor}`))?.[1];
    if (inode !== undefined) inodes.add(inode);
  }
  return ['tcp', 'tcp6'].flatMap((name) => peersIn(readFileSync(`${folder}/net/${name}`, 'utf8'), inodes));
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
