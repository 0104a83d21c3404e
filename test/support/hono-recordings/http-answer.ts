/** An HTTP answer as it came over the wire. */
export type HttpAnswer = {
  readonly status: number;
  /** Names in lower case, in the order sent. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
};

const HEAD_END = '\r\n\r\n';
const INTERIM = /^HTTP\/1\.\d 1\d\d /;

/**
 * Reads the final answer; interim ones (100) are skipped.
 *
 * @param ended whether the server has closed the connection
 * @returns undefined while the answer is incomplete
 */
export function parseAnswer(bytes: Buffer, ended: boolean): HttpAnswer | undefined {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd === -1) return undefined;
  const head = bytes.toString('latin1', 0, headEnd);
  const rest = bytes.subarray(headEnd + HEAD_END.length);
  if (INTERIM.test(head)) return parseAnswer(rest, ended);
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = lines.map(parseHeader);
  const answer = { status: Number(statusLine.split(' ')[1]), headers };
  const length = bodyLength(answer);
  if (length === undefined) return ended ? { ...answer, body: rest } : undefined;
  return rest.length < length ? undefined : { ...answer, body: rest.subarray(0, length) };
}

/** @returns the values of a header, in the order sent */
export function valuesOf({ headers }: HttpAnswer, name: string): string[] {
  return headers.filter((header) => header[0] === name).map(([, value]) => value);
}

function parseHeader(line: string): readonly [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

/** @returns undefined when the body ends with the connection */
function bodyLength({ status, headers }: Omit<HttpAnswer, 'body'>): number | undefined {
  if (status === 204 || status === 304) return 0;
  const declared = headers.find(([name]) => name === 'content-length');
  return declared === undefined ? undefined : Number(declared[1]);
}
