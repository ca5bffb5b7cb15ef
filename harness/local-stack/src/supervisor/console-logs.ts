import path from 'node:path';
import { styleText } from 'node:util';
import { prettyFactory } from 'pino-pretty';
import { LogFollower } from '../process/log-file.ts';

const colors = ['cyan', 'magenta', 'yellow', 'green', 'blue'] as const;

/** 100 ms: feels immediate and costs nothing. */
const pollEveryMs = 100;

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/**
 * The level of a JSON log line. A line that is not JSON comes from outside the logger and counts as
 * important.
 */
function levelOf(line: string): string {
  return /"level":"(\w+)"/.exec(line.slice(0, 40))?.[1] ?? 'error';
}

export interface ConsoleLogsOptions {
  readonly names: readonly string[];
  readonly logDir: string;
  readonly isColored: boolean;
  readonly print: (text: string) => void;
}

/** Shows the service logs as they grow, each line prefixed with its service. */
export class ConsoleLogs {
  private lowestLevel = 'warn';
  private readonly options: ConsoleLogsOptions;
  private readonly followers: readonly { readonly prefix: string; readonly log: LogFollower }[];
  private readonly format: (line: string) => string;
  private timer: NodeJS.Timeout | undefined;

  constructor(options: ConsoleLogsOptions) {
    const { names, logDir, isColored } = options;
    const width = Math.max(...names.map((name) => name.length));
    this.options = options;
    this.followers = names.map((name, index) => {
      const padded = name.padEnd(width);
      const color = colors[index % colors.length] ?? 'cyan';
      const shown = isColored ? styleText(color, padded, { validateStream: false }) : padded;
      return { prefix: `${shown}  `, log: new LogFollower(path.join(logDir, `${name}.log`)) };
    });
    this.format = prettyFactory({
      colorize: isColored,
      translateTime: 'SYS:HH:MM:ss',
      ignore:
        'pid,hostname,service,traceId,requestId,reqId,name,route,method,status,ms,caller,code,queue,job,messageId,attempt',
      singleLine: true,
    }) as (line: string) => string;
  }

  /** Starts with warnings and errors only. */
  start(): void {
    this.timer = setInterval(() => this.look(), pollEveryMs);
  }

  /** Shows info lines too from now on. */
  showInfo(): void {
    this.look();
    this.lowestLevel = 'info';
  }

  stop(): void {
    clearInterval(this.timer);
    this.look();
    for (const { log } of this.followers) log.close();
  }

  private look(): void {
    for (const { prefix, log } of this.followers) {
      for (const line of log.newLines()) {
        if (levels.indexOf(levelOf(line)) < levels.indexOf(this.lowestLevel)) continue;
        for (const shown of this.format(line).trimEnd().split('\n')) this.options.print(`${prefix}${shown}`);
      }
    }
  }
}
