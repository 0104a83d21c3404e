import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** What API Gateway tells a function of the certificate that a client has presented. */
export type ClientCert = ReturnType<typeof toClientCert>;

/** A connection's certificate is the same for all its requests. */
const known = new WeakMap<Socket, ClientCert>();

/** @returns undefined for a connection without one. */
export function clientCertOf(socket: Socket): ClientCert | undefined {
  const earlier = known.get(socket);
  if (earlier || !(socket instanceof TLSSocket)) return earlier;
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return undefined;
  const clientCert = toClientCert(certificate);
  known.set(socket, clientCert);
  return clientCert;
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
function toClientCert(certificate: X509Certificate) {
  return {
    clientCertPem: certificate.toString(),
    subjectDN: toOneLine(certificate.subject),
    issuerDN: toOneLine(certificate.issuer),
    serialNumber: toPairs(certificate.serialNumber.toLowerCase()),
    validity: { notBefore: certificate.validFrom, notAfter: certificate.validTo },
  };
}

/** Node tells the outermost attribute first, a line each. */
function toOneLine(name: string | undefined): string {
  return (name ?? '').split('\n').toReversed().join(',');
}

function toPairs(hexadecimal: string): string {
  return hexadecimal.replaceAll(/(..)(?=.)/g, '$1:');
}
