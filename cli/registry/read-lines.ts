export type Line = {
  /** From 1. */
  readonly number: number;
  /** Undefined when it is too long to be read. */
  readonly text: string | undefined;
};

const NEWLINE = 0x0a;

/** The lines of a stream, one at a time. @param maxBytes of one; a longer one is passed over. */
export async function* readLines(
  chunks: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<Line> {
  let pieces: Buffer[] = [];
  let bytes = 0;
  let number = 1;
  const take = (piece: Buffer): void => {
    bytes += piece.length;
    if (bytes <= maxBytes) pieces.push(piece);
    else pieces = [];
  };
  const finish = (): Line => {
    const text = bytes <= maxBytes ? Buffer.concat(pieces).toString('utf8') : undefined;
    [pieces, bytes] = [[], 0];
    return { number: number++, text };
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      take(chunk.subarray(start, end));
      start = end + 1;
      yield finish();
    }
    take(chunk.subarray(start));
  }
  if (bytes > 0) yield finish();
}
