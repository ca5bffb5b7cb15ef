/** A request to the lab's control API: what a button sends, and what its command says. */
export interface LabRequest {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
}

/** For a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** Characters that no shell reads in a special way. */
const isPlain = (text: string): boolean => /^[\w:/.%@+-]+$/.test(text);

/** The same request for a shell: `curl -s http://127.0.0.1:3020/strikes -d '{"edge":…}'`. */
export function curlOf(labUrl: string, { method, path, body }: LabRequest): string {
  const url = `${labUrl}${path}`;
  return [
    'curl -s',
    ...(method === 'POST' && body !== undefined ? [] : [`-X ${method}`]),
    isPlain(url) ? url : quoted(url),
    ...(body === undefined ? [] : [`-d ${quoted(JSON.stringify(body))}`]),
  ].join(' ');
}
