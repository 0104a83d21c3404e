import { ServiceError } from '../domain/errors.ts';
import type {
  Credential,
  RequestedCredential,
  RequestedSecret,
  Secret,
} from './credentials-document.ts';

/**
 * The set that a device has once a request is carried out. A secret that names an id keeps the material of the stored secret
 * with that id unless it brings its own; all else is as requested.
 *
 * @see Hono, Device Registry Management API, `setAllCredentials`
 * @throws {ServiceError} `INVALID_REQUEST`: an id that the stored credential does not know
 */
export function mergeCredentials(
  stored: readonly Credential[],
  requested: readonly RequestedCredential[],
  newId: () => string,
): readonly Credential[] {
  if (stored.length === 0) assertNoIds(requested);
  return requested.map((credential) => {
    const counterpart = stored.find((one) => isCounterpart(one, credential));
    return {
      ...credential,
      secrets: credential.secrets.map((secret) => mergeSecret(counterpart, secret, newId)),
    };
  });
}

function isCounterpart(stored: Credential, requested: RequestedCredential): boolean {
  return stored.type === requested.type && stored['auth-id'] === requested['auth-id'];
}

/** An id in a credential without counterpart is taken as given. */
function mergeSecret(
  counterpart: Credential | undefined,
  { id, material, plainPassword, ...head }: RequestedSecret,
  newId: () => string,
): Secret {
  if (id === undefined) return { ...head, id: newId(), material };
  if (!counterpart) return { ...head, id, material };
  const known = counterpart.secrets.find((secret) => secret.id === id);
  if (!known) throw invalid(`the credentials have no secret with id ${JSON.stringify(id)}`);
  const keeps = Object.keys(material).length === 0 && plainPassword === undefined;
  return { ...head, id, material: keeps ? known.material : material };
}

function assertNoIds(requested: readonly RequestedCredential[]): void {
  const withId = requested.some(({ secrets }) => secrets.some(({ id }) => id !== undefined));
  if (withId) throw invalid('the device has no credentials yet, so a secret cannot name an id');
}

function invalid(message: string): ServiceError {
  return new ServiceError('INVALID_REQUEST', message);
}
