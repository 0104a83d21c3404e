import type { TlsAddress } from './cloud.ts';
import { type Demo } from './demo.ts';

export type Announcement = {
  readonly url: string;
  readonly tls?: TlsAddress;
  readonly brokers: readonly string[];
  readonly dynamoDbEndpoint: string;
  /** Where Lambda's own API is. */
  readonly controlPlane: string;
  readonly amqpUrl?: string;
  readonly metricsUrl?: string;
  /** `user:password` */
  readonly admin: string;
  /** Where a password that was made is kept; absent for one that was given. */
  readonly adminKeptIn?: string;
  readonly demo?: Demo;
  /** Of a tenant on the AMQP 1.0 messaging network. */
  readonly amqpDemo?: Demo;
};

/** What the operator needs to know; the last line says that an upload would succeed. */
export function announce(announcement: Announcement): string[] {
  const { url, tls, brokers, dynamoDbEndpoint, amqpUrl, metricsUrl, demo, amqpDemo } = announcement;
  const { admin, adminKeptIn } = announcement;
  const [user = ''] = admin.split(':', 1);
  const secret =
    adminKeptIn === undefined
      ? ''
      : `, password ${admin.slice(user.length + 1)} (kept in ${adminKeptIn})`;
  return [
    '',
    `devices     ${url}`,
    ...(tls === undefined ? [] : [`            ${tls.url}, certificate in ${tls.trustedBy}`]),
    `management  ${url}/v1, user ${user}${secret}`,
    `kafka       ${brokers.join(',')}`,
    `dynamodb    ${dynamoDbEndpoint}`,
    `lambda      ${announcement.controlPlane}`,
    ...(amqpUrl === undefined ? [] : [`amqp        ${amqpUrl}, addresses event/{tenant}`]),
    ...(metricsUrl === undefined ? [] : [`metrics     ${metricsUrl}`]),
    ...(demo === undefined ? [] : ['', 'Send an event:', `  ${uploadCommand(url, demo)}`]),
    ...(amqpDemo === undefined
      ? []
      : ['', 'Send one to the AMQP 1.0 messaging network:', `  ${uploadCommand(url, amqpDemo)}`]),
    '',
    `ready ${url}`,
  ];
}

function uploadCommand(url: string, { authId, tenant, password }: Demo): string {
  const type = `-H 'content-type: application/json'`;
  return `curl -i -u '${authId}@${tenant}:${password}' ${type} --data '{"temperature": 21}' ${url}/event`;
}
