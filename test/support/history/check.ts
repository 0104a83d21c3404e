// `node test/support/history/check.ts FILE.ndjson…` judges one history kept in one file or several (uploads, consumption).
// Exit code 0: in order; 1: violated; 2: not a history.
import { readFileSync } from 'node:fs';
import { checkHistory, type Verdict } from './check-history.ts';
import { parseFacts } from './facts.ts';

function print({ ok, violations, counts }: Verdict): void {
  for (const { kind, event, explanation } of violations) {
    console.log(`${kind}: ${event}\n  ${explanation}`);
  }
  console.table(counts);
  console.log(ok ? 'in order' : `${violations.length} violations`);
}

function checkFiles(files: readonly string[]): number {
  if (files.length === 0) {
    console.error('usage: node test/support/history/check.ts FILE.ndjson…');
    return 2;
  }
  try {
    const verdict = checkHistory(files.flatMap((file) => parseFacts(readFileSync(file, 'utf8'))));
    print(verdict);
    return verdict.ok ? 0 : 1;
  } catch (reason) {
    console.error(reason instanceof Error ? reason.message : reason);
    return 2;
  }
}

process.exitCode = checkFiles(process.argv.slice(2));
