import type { Log, LogFields } from '../../domain/log.ts';

/** One JSON object a line on standard output, as Lambda's own JSON log format has it. */
export function consoleLog(write: (line: string) => void = console.log): Log {
  const line = (level: string) => (message: string, fields?: LogFields) =>
    write(JSON.stringify({ timestamp: new Date().toISOString(), level, message, ...fields }));
  return { info: line('info'), warn: line('warn'), error: line('error') };
}
