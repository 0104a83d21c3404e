import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AmqpNetwork } from '../../lib/drivers/amqp/connection.ts';
import { type Identity, identity, pemOf } from './certificates.ts';
import { ownArtemis } from './own-artemis.ts';
import type { Scope } from './scope.ts';
import { temporaryFolder } from './temporary-folder.ts';

const AUTHORITY = identity({ subject: [['CN', 'authority']], isAuthority: true });
const SERVER = identity({ subject: [['CN', 'localhost']], issuer: AUTHORITY });

/** Somebody whom the network's authority knows. */
export const CLIENT = identity({ subject: [['CN', 'tidegate']], issuer: AUTHORITY });
export const STRANGER = identity({ subject: [['CN', 'stranger']], isAuthority: true });

/** More bytes than characters. */
export const USER = { name: 'tidegate', password: 'Grüße-€-secret' };

/** A network that speaks TLS, and lets in {@link USER} by password or {@link CLIENT} by certificate; how it is reached, but for the login. */
export async function securedArtemis(t: Scope, lets: 'user' | 'client'): Promise<AmqpNetwork> {
  const folder = temporaryFolder();
  const certificate = join(folder, 'server.pem');
  writeFileSync(certificate, SERVER.pem + pemOf(SERVER));
  const clientAuthority = join(folder, 'authority.pem');
  writeFileSync(clientAuthority, AUTHORITY.pem);
  const { port } = await ownArtemis(t, {
    certificate,
    ...(lets === 'user' ? { user: USER } : { clientAuthority }),
  });
  return { host: 'localhost', port, tls: { ca: AUTHORITY.pem } };
}

export function shown(who: Identity): { readonly certificate: string; readonly key: string } {
  return { certificate: who.pem, key: pemOf(who) };
}

/** @returns the address of a secret that is a file */
export function secretFile(content: object, path = join(temporaryFolder(), 'secret.json')): string {
  writeFileSync(path, JSON.stringify(content));
  return `file:${path}`;
}
