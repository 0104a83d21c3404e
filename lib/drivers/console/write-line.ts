/**
 * Writes to standard output, not by `console.log`: Lambda's runtime puts time and request in front of what comes that way, and
 * CloudWatch finds metrics only in a line that is JSON from its first character to its last.
 */
export function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
