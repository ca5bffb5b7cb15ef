import { once } from 'node:events';

/** The output of a process or a server so far. */
export class Output {
  text = '';

  constructor(private readonly stream: NodeJS.ReadableStream) {
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => (this.text += chunk));
  }

  async until(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.text);
      if (found !== null) return found;
      await once(this.stream, 'data');
    }
  }
}
