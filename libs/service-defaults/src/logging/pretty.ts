import { build, type PrettyStream } from 'pino-pretty';

/** Readable log lines for a terminal: time, level and message. IDs are only in the JSON format. */
export function pretty(): PrettyStream {
  return build({
    colorize: true,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore:
      'pid,hostname,service,traceId,requestId,reqId,name,route,method,status,replayed,ms,caller,code,queue,job,messageId,attempt',
    singleLine: true,
    sync: true,
  });
}
