import fc from 'fast-check';

/** What the requests are aimed at: one device that exists. */
export type Aim = {
  readonly tenant: string;
  readonly device: string;
  /** The header `Authorization` that most requests carry. */
  readonly authorization: string;
};

export type MalformedRequest = {
  readonly bytes: Buffer;
  /** The server waits for more, as long as the connection does not end. */
  readonly isUnfinished: boolean;
};

type Parts = {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly authorization: string | undefined;
  readonly headers: readonly string[];
  readonly framing: Framing;
  readonly payload: Buffer;
};

type Framing = keyof typeof FRAMINGS;

/** How the request says where its body ends. */
const FRAMINGS = {
  right: (length: number) => [lengthOf(length)],
  'too long': (length: number) => [lengthOf(length + 5)],
  'too short': (length: number) => [lengthOf(Math.max(0, length - 5))],
  absent: () => [],
  chunked: () => [CHUNKED],
  'broken chunks': () => [CHUNKED],
  both: (length: number) => [lengthOf(length), CHUNKED],
};

const UNFINISHED: ReadonlySet<Framing> = new Set(['too long', 'broken chunks', 'both']);

const CHUNKED = 'Transfer-Encoding: chunked';

function lengthOf(length: number): string {
  return `Content-Length: ${length}`;
}

const LONG = 10_000;

/** @returns so many requests, always the same ones for a seed; each of them may be wrong in several ways, or in none */
export function malformedRequests(aim: Aim, count: number, seed: number): MalformedRequest[] {
  return fc.sample(parts(aim), { numRuns: count, seed }).map((one) => ({
    bytes: toBytes(one),
    isAuthenticated: one.authorization === aim.authorization,
    isUnfinished: UNFINISHED.has(one.framing),
  }));
}

function parts(aim: Aim): fc.Arbitrary<Parts> {
  return fc.record({
    method: oftenRight('POST', methods),
    path: oftenRight('/event', paths(aim)),
    query: oftenRight('', queries),
    authorization: oftenRight(aim.authorization, authorizations(aim)),
    headers: fc.array(oftenRight('Content-Type: application/json', headers), { maxLength: 3 }),
    framing: oftenRight<Framing>(
      'right',
      fc.constantFrom('too long', 'too short', 'absent', 'chunked', 'broken chunks', 'both'),
    ),
    payload: payloads,
  });
}

/** Errors hide behind each other, so most parts of most requests are right. */
function oftenRight<T>(right: T, wrong: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 2, arbitrary: fc.constant(right) }, { weight: 1, arbitrary: wrong });
}

const methods = fc.oneof(
  fc.constantFrom('PUT', 'GET', 'HEAD', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'CONNECT'),
  fc.constantFrom(
    'post',
    'PROPFIND',
    'M-SEARCH',
    'PRI',
    '',
    'P\0ST',
    'POST POST',
    'X'.repeat(LONG),
  ),
);

const nibbles = fc.string({ unit: fc.constantFrom(...Array.from('/.%0123456789abcdefé\\?#;:@ ')) });

function paths({ tenant, device }: Aim): fc.Arbitrary<string> {
  const known = [
    `/event/${tenant}/${device}`,
    `/event//${device}`,
    `/event/${tenant}/${device}/more`,
    `/telemetry`,
    `/telemetry/${tenant}/${device}`,
    `/event/${tenant}/unknown`,
    `/event/other/${device}`,
    `/event/${tenant}`,
    '/event/',
    '//event',
    '/event/.',
    '/event/..',
    '/./event',
    '/../event',
    '/EVENT',
    '/%65vent',
    '/event%00',
    '/event/%00/%00',
    '/event/%2e%2e/%2F',
    '/event%3Fhono-ttd=1',
    '/event%',
    '/event/%c3%28',
    '/event/%F0%9F%92%A9/%F0%9F%92%A9',
    '/event/é/é',
    '/event/__proto__/constructor',
    'event',
    '*',
    '',
    '?',
    'http://other.example/event',
    'http://[::1/event',
    `/event/${'a/'.repeat(100)}`,
    `/event/${'x'.repeat(LONG)}`,
    `/${'%41'.repeat(LONG / 4)}`,
    '/v1/tenants',
    '/v1/tenants/%2e%2e',
    `/v1/devices/${tenant}`,
    `/v1/credentials/${tenant}/${device}`,
    '/v1/__proto__',
    '/v1/tenants/%0d%0aa:b',
  ];
  return fc.oneof(
    fc.constantFrom(...known),
    nibbles.map((text) => `/event/${text}`),
    nibbles,
  );
}

const numbers = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '-0',
    '-1',
    '1',
    ' 5 ',
    '1.5',
    '1e3',
    '0x10',
    'NaN',
    'Infinity',
    '٣',
    '5,5',
    '+5',
  ),
  fc.constantFrom(
    '9'.repeat(20),
    '9007199254740993',
    '-9007199254740993',
    '1'.repeat(3_000),
    '%00',
    '\u00ff',
  ),
  fc.integer().map(String),
);

const queries = fc.oneof(
  numbers.map((number) => `?hono-ttd=${number}`),
  numbers.map((number) => `?hono-ttl=${number}&hono-ttl=${number}`),
  fc.constantFrom(
    '?',
    '??',
    '?&&=&',
    '?%',
    '?hono-ttd',
    '?__proto__=1&constructor=2',
    `?${'a=b&'.repeat(500)}`,
  ),
  nibbles.map((text) => `?${text}`),
);

function authorizations({ authorization, tenant, device }: Aim): fc.Arbitrary<string | undefined> {
  const encoded = authorization.slice('Basic '.length);
  return fc.oneof(
    fc.constantFrom(
      undefined,
      '',
      ' ',
      'Basic',
      'Basic ',
      'Basic =',
      'Basic %%%%',
      'Bearer',
      'Bearer a.b.c',
    ),
    fc.constantFrom(
      'Digest username="a"',
      encoded,
      `Basic ${encoded} ${encoded}`,
      `Basic ${encoded}=x`,
    ),
    fc.constantFrom(
      `Basic ${encoded},Basic ${encoded}`,
      `Basic ${'A'.repeat(LONG / 2)}`,
      'B\u00e4sic \u00ff',
    ),
    fc
      .constantFrom('', ':', '@', '@:', 'a', 'a@', `@${tenant}:x`, `__proto__@${tenant}:x`)
      .map(ofPair),
    fc
      .constantFrom(`${device}@${tenant}:`, `${device}@other:x`, `a@b@c:d:e`, `a@__proto__:b`)
      .map(ofPair),
    // No name comes twice, so that no name has too many checks at a time.
    fc.uuid().map((name) => ofPair(`${name}@${tenant}:wrong`)),
    fc.uint8Array().map((bytes) => `Basic ${Buffer.from(bytes).toString('base64')}`),
    fc.base64String().map((text) => `Bearer ${text}.${text}.${text}`),
    fc.object().map((claims) => `Bearer ${toToken(claims)}`),
  );
}

function ofPair(pair: string): string {
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

function toToken(claims: object): string {
  return `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}.AAAA`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

const contentTypes = [
  'application/json',
  'application/json; charset=utf-8',
  'text/plain; charset=utf-16',
  ';',
  '',
  'a',
  'a/b/c',
  ',',
  'application/x-www-form-urlencoded',
  'APPLICATION/X-WWW-FORM-URLENCODED;x',
  'multipart/form-data',
  'é/é',
  'application/vnd.eclipse-hono-empty-notification',
  'application/vnd.eclipse-hono-dc-notification+json',
];

const headers = fc.oneof(
  fc.constantFrom(...contentTypes).map((type) => `Content-Type: ${type}`),
  numbers.map((number) => `hono-ttd: ${number}`),
  numbers.map((number) => `Hono-TTL: ${number}`),
  fc.constantFrom('0', '1', '2', '-1', '', 'one', '1,1').map((level) => `QoS-Level: ${level}`),
  fc.constantFrom(
    '__proto__: polluted',
    'constructor: polluted',
    'toString: polluted',
    'hasOwnProperty: 1',
    'a b: c',
    'no colon',
    ': no name',
    ' folded: line',
    'x: a\r\n b',
    `x: ${'y'.repeat(2 * LONG)}`,
    'x: \u00ff\u0080',
    'x: \0',
    'host: ',
    'host: a:b:c',
    'host: []',
    'cookie: ; ;=; a',
    'origin: \u00e9',
    'origin: null',
    'access-control-request-method: POST',
    'expect: 100-continue',
    'expect: miracles',
    'upgrade: websocket',
    'connection: upgrade',
    'connection: close',
    'te: trailers',
    'traceparent: 00-0-0-00',
    'x-forwarded-for: ,,',
    'traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    `tracestate: ${'a=b,'.repeat(100)}`,
    'x-requested-with: XMLHttpRequest',
    'if-match: ',
    'content-encoding: gzip',
  ),
);

const payloads = fc.oneof(
  fc
    .constantFrom('{"temp":5}', '', '{', 'hono-ttd=5&hono-ttl=x', '%', '\0')
    .map((text) => Buffer.from(text)),
  fc.constantFrom(
    Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0xed, 0xa0, 0x80]),
    Buffer.alloc(2_049, 'a'),
    Buffer.from('POST /event HTTP/1.1\r\nhost: a\r\n\r\n'),
  ),
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
);

function toBytes({
  method,
  path,
  query,
  authorization,
  headers: others,
  framing,
  payload,
}: Parts): Buffer {
  const lines = [
    `${method} ${path}${query} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Connection: close',
    ...(authorization === undefined ? [] : [`Authorization: ${authorization}`]),
    ...others,
    ...FRAMINGS[framing](payload.length),
  ];
  // Characters beyond Latin-1 go as UTF-8, the others as one byte.
  const head = Buffer.concat(
    lines.map((line) => Buffer.from(`${line}\r\n`, isLatin1(line) ? 'latin1' : 'utf8')),
  );
  return Buffer.concat([head, Buffer.from('\r\n'), toBody(framing, payload)]);
}

function isLatin1(line: string): boolean {
  return Buffer.from(line, 'latin1').toString('latin1') === line;
}

function toBody(framing: Framing, payload: Buffer): Buffer {
  if (framing !== 'chunked' && framing !== 'both') return payload;
  if (payload.length === 0) return Buffer.from('0\r\n\r\n');
  return Buffer.concat([
    Buffer.from(`${payload.length.toString(16)}\r\n`),
    payload,
    Buffer.from('\r\n0\r\n\r\n'),
  ]);
}
