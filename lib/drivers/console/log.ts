import { LOG_LEVELS, type Log, type LogFields, type LogLevel } from '../../domain/log.ts';
import { correlation } from './correlation.ts';
import { writeLine } from './write-line.ts';

/**
 * One JSON object a line on standard output: what is told, and which invocation tells it.
 *
 * @param lowest what is less urgent is not written
 */
export function consoleLog(lowest: LogLevel, write: (line: string) => void = writeLine): Log {
  const line = (level: LogLevel) => {
    if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(lowest)) return ignore;
    return (message: string, fields?: LogFields) => {
      const timestamp = new Date().toISOString();
      write(JSON.stringify({ timestamp, level, message, ...correlation(), ...fields }));
    };
  };
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}

function ignore(): void {}
