import { isJsonObject } from '../../lib/domain/json.ts';
import type { Item } from '../../lib/registry/bulk/import-run.ts';
import { invalid, toProblem } from './invalid.ts';
import { FORMAT_VERSION } from './line-format.ts';
import { parseEntity } from './parse-entity.ts';
import { parseJson } from './parse-json.ts';
import { type Line, readLines } from './read-lines.ts';

/** Less than an item of the store holds, so that what is read can be written. */
const MAX_LINE_BYTES = 262_144;

const FRAME = /^\s*\{\s*"(?<name>tidegate-registry|end)"\s*:/;

/**
 * The entities of JSON lines. Whether a file that begins as one of ours is whole is known at its end.
 *
 * @param fromLine the first that counts.
 */
export async function* readEntityLines(
  chunks: AsyncIterable<Buffer>,
  fromLine: number,
): AsyncGenerator<Item> {
  let awaitsEnd = false;
  let entities = 0;
  let last = 0;
  for await (const line of readLines(chunks, MAX_LINE_BYTES)) {
    last = line.number;
    const frame = FRAME.exec(line.text ?? '')?.groups?.['name'];
    if (frame === 'tidegate-registry') {
      if (!isKnownVersion(line)) {
        yield toProblem(last, toPlace(line), OTHER_VERSION);
        break;
      }
      awaitsEnd = true;
    } else if (frame === 'end') {
      awaitsEnd = false;
      if (linesOf(line) !== entities) yield toProblem(last, toPlace(line), miscounted(entities));
    } else if (line.text?.trim() !== '') {
      entities += 1;
      if (line.number >= fromLine) yield toItem(line);
    }
  }
  if (awaitsEnd) yield toProblem(last + 1, 'the file', 'has no last line: it was cut short');
}

const OTHER_VERSION = `is of another version of the format than ${FORMAT_VERSION}, which is known here`;

function miscounted(entities: number): string {
  return `counts other entities than the ${entities} that are here`;
}

function isKnownVersion({ text = '' }: Line): boolean {
  const header = parseJson(text);
  return isJsonObject(header) && header['tidegate-registry'] === FORMAT_VERSION;
}

function linesOf({ text = '' }: Line): unknown {
  const footer = parseJson(text);
  const end = isJsonObject(footer) ? footer['end'] : undefined;
  return isJsonObject(end) ? end['lines'] : undefined;
}

function toItem(line: Line): Item {
  return { line: line.number, where: toPlace(line), parse: () => parseLine(line) };
}

function parseLine({ text }: Line) {
  if (text === undefined) throw invalid(`has more than ${MAX_LINE_BYTES} bytes`);
  const value = parseJson(text);
  if (value === undefined) throw invalid('is no JSON');
  return parseEntity(value);
}

function toPlace({ number }: Line): string {
  return `line ${number}`;
}
