import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type GatewayRequest, toHttpApiEvent } from '../../../../local/gateway/event.ts';

function eventOf(request: Partial<GatewayRequest> = {}) {
  return toHttpApiEvent({
    method: 'POST',
    path: '/event',
    queryString: '',
    protocol: 'HTTP/1.1',
    rawHeaders: ['Host', 'localhost:8080'],
    sourceIp: '127.0.0.1',
    port: 8080,
    scheme: 'http',
    clientCert: undefined,
    body: undefined,
    routeKey: '$default',
    pathParameters: undefined,
    receivedAtMs: Date.UTC(2026, 10, 2, 3, 4, 5, 678),
    ...request,
  });
}

describe('an event of payload format 2.0', () => {
  it('has only the members that a bare request fills', () => {
    const { requestContext, headers: _headers, ...event } = eventOf();

    assert.deepEqual(event, {
      version: '2.0',
      routeKey: '$default',
      rawPath: '/event',
      rawQueryString: '',
      isBase64Encoded: false,
    });
    assert.deepEqual(
      { ...requestContext, requestId: '' },
      {
        accountId: '000000000000',
        apiId: 'local',
        domainName: 'localhost',
        domainPrefix: 'localhost',
        http: {
          method: 'POST',
          path: '/event',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: '',
        },
        requestId: '',
        routeKey: '$default',
        stage: '$default',
        time: '02/Nov/2026:03:04:05 +0000',
        timeEpoch: Date.UTC(2026, 10, 2, 3, 4, 5, 678),
      },
    );
  });

  it('has a request id of its own each time', () => {
    assert.notEqual(eventOf().requestContext.requestId, eventOf().requestContext.requestId);
  });

  it('has header names in lower case, and duplicates joined by a comma', () => {
    const { headers } = eventOf({ rawHeaders: ['X-A', '1', 'x-a', '2', 'Content-TYPE', 'a/b'] });

    assert.equal(headers['x-a'], '1,2');
    assert.equal(headers['content-type'], 'a/b');
  });

  it('has headers whose names every object knows', () => {
    const { headers } = eventOf({ rawHeaders: ['constructor', 'a', '__proto__', 'b'] });

    assert.equal(headers['constructor'], 'a');
    assert.equal(Object.getPrototypeOf(headers), Object.prototype);
  });

  it('has cookies apart from the headers', () => {
    const { cookies, headers } = eventOf({ rawHeaders: ['Cookie', 'a=1; b=2', 'cookie', 'c=3'] });

    assert.deepEqual(cookies, ['a=1', 'b=2', 'c=3']);
    assert.equal(headers['cookie'], undefined);
  });

  it('says what the gateway saw', () => {
    const { headers } = eventOf({
      rawHeaders: ['X-Forwarded-For', '1.2.3.4'],
      sourceIp: '5.6.7.8',
    });

    assert.equal(headers['x-forwarded-for'], '1.2.3.4, 5.6.7.8');
    assert.equal(headers['x-forwarded-port'], '8080');
    assert.equal(headers['x-forwarded-proto'], 'http');
    assert.match(headers['x-amzn-trace-id'] ?? '', /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  });

  it('has the user agent in its context', () => {
    const { requestContext } = eventOf({ rawHeaders: ['User-Agent', 'sensor/1'] });

    assert.equal(requestContext.http.userAgent, 'sensor/1');
  });

  it('has what the route took out of the path', () => {
    assert.deepEqual(eventOf({ pathParameters: { proxy: 'a/b' } }).pathParameters, {
      proxy: 'a/b',
    });
  });
});

describe('the query string of an event', () => {
  const cases: [name: string, queryString: string, parameters: object][] = [
    ['is decoded', 'a=%C3%A4&b%20c=1', { a: 'ä', 'b c': '1' }],
    ['has values of one name joined by a comma', 'a=1&a=2&b=3', { a: '1,2', b: '3' }],
    ['may have names without values', 'a&b=', { a: '', b: '' }],
    ['takes a plus sign for a space', 'a=1+2', { a: '1 2' }],
    ['keeps what is not well encoded', 'a=%zz', { a: '%zz' }],
    ['may end in nothing', 'a=1&', { a: '1' }],
    [
      'may name what every object has',
      '__proto__=1&constructor=2',
      { ['__proto__']: '1', constructor: '2' },
    ],
  ];
  for (const [name, queryString, parameters] of cases) {
    it(name, () => {
      const event = eventOf({ queryString });

      assert.deepEqual({ ...event.queryStringParameters }, parameters);
      assert.equal(event.rawQueryString, queryString);
    });
  }
});

describe('the body of an event', () => {
  const text = 'größer';
  const base64 = Buffer.from(text).toString('base64');
  const cases: [contentType: string | undefined, isBase64Encoded: boolean][] = [
    ['text/plain', false],
    ['TEXT/csv', false],
    ['application/json', false],
    ['application/json; charset=utf-8', false],
    ['text/plain;charset="UTF-8"', false],
    ['application/xml', false],
    ['application/javascript', false],
    ['text/plain; charset=iso-8859-1', true],
    ['application/x-www-form-urlencoded', true],
    ['application/vnd.api+json', true],
    ['application/octet-stream', true],
    ['multipart/form-data; boundary=x', true],
    ['nonsense', true],
    [undefined, true],
  ];
  for (const [contentType, isBase64Encoded] of cases) {
    it(`is ${isBase64Encoded ? 'base64' : 'text'} for the content type ${contentType}`, () => {
      const rawHeaders = contentType === undefined ? [] : ['content-type', contentType];
      const event = eventOf({ rawHeaders, body: Buffer.from(text) });

      assert.equal(event.isBase64Encoded, isBase64Encoded);
      assert.equal(event.body, isBase64Encoded ? base64 : text);
    });
  }

  it('is absent when it has no bytes', () => {
    const event = eventOf({ rawHeaders: ['content-type', 'text/plain'], body: Buffer.alloc(0) });

    assert.equal('body' in event, false);
  });
});
