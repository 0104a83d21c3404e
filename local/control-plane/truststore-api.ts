import { randomUUID } from 'node:crypto';
import type { ApiAnswer, ApiCall } from './lambda-api.ts';
import { RefusedCall } from './refused-call.ts';

type Version = { readonly id: string; readonly text: string };
type Truststore = { readonly TruststoreUri: string; readonly TruststoreVersion: string };

export type Domain = {
  truststore?: Truststore;
  /** @see Amazon API Gateway, `DomainNameStatus` */
  status: 'AVAILABLE' | 'UPDATING';
  warnings: readonly string[];
};

/** What the calls of `answerTruststoreCall` are about. */
export type Truststores = {
  /** Versions of each object, the newest last, by bucket and key. */
  readonly objects: Map<string, Version[]>;
  readonly domains: ReadonlyMap<string, Domain>;
};

const DOMAINS = '/v2/domainnames/';
/** Bucket and key, as the SDK writes them for a host that is an address. */
const OBJECT = /^\/(?<name>[a-z0-9.-]+\/[^/]+)$/;

/**
 * The calls about an object of S3 in a bucket with versions, and about domains of API Gateway with mutual TLS.
 *
 * @returns undefined for any other call
 * @throws {RefusedCall}
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 * @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/domainnames-domainname.html
 */
export function answerTruststoreCall(
  call: ApiCall,
  { objects, domains }: Truststores,
): ApiAnswer | undefined {
  const { method, path, text } = call;
  if (path.startsWith(DOMAINS)) return answerDomainCall(call, { objects, domains });
  const name = OBJECT.exec(path)?.groups?.['name'];
  if (name === undefined) return undefined;
  if (method === 'PUT') {
    const id = randomUUID();
    objects.set(name, [...(objects.get(name) ?? []), { id, text }]);
    return { status: 200, text: '', headers: { 'x-amz-version-id': id } };
  }
  if (method === 'GET') return toObject(objects.get(name)?.at(-1));
  return undefined;
}

function toObject(newest: Version | undefined): ApiAnswer {
  if (newest === undefined) return { status: 404, text: '<Error><Code>NoSuchKey</Code></Error>' };
  return { status: 200, text: newest.text, headers: { 'x-amz-version-id': newest.id } };
}

function answerDomainCall(
  { method, path, body }: ApiCall,
  { objects, domains }: Truststores,
): ApiAnswer | undefined {
  const name = path.slice(DOMAINS.length);
  const domain = domains.get(name);
  if (domain === undefined) throw new RefusedCall('NotFoundException', 404, `no domain ${name}`);
  if (method === 'PATCH') trust(domain, body['mutualTlsAuthentication'], objects);
  return method === 'PATCH' || method === 'GET'
    ? { status: 200, body: toBody(name, domain) }
    : undefined;
}

/** @throws {RefusedCall} as API Gateway refuses what it cannot read, and a change before the last one is done */
function trust(domain: Domain, given: unknown, objects: Truststores['objects']): void {
  const { truststoreUri: uri = '', truststoreVersion: version = '' } = (given ?? {}) as Record<
    string,
    string
  >;
  const found = objects.get(uri.replace('s3://', ''))?.find(({ id }) => id === version);
  if (domain.status === 'UPDATING')
    throw new RefusedCall('ConflictException', 409, 'an update is under way');
  if (!found?.text.includes('BEGIN CERTIFICATE')) {
    throw new RefusedCall(
      'BadRequestException',
      400,
      `no certificates in version ${version} of ${uri}`,
    );
  }
  domain.truststore = { TruststoreUri: uri, TruststoreVersion: version };
}

function toBody(name: string, { truststore, status, warnings }: Domain): object {
  return {
    domainName: name,
    domainNameConfigurations: [{ domainNameStatus: status }],
    ...(truststore && {
      mutualTlsAuthentication: {
        truststoreUri: truststore.TruststoreUri,
        truststoreVersion: truststore.TruststoreVersion,
        truststoreWarnings: warnings,
      },
    }),
  };
}
