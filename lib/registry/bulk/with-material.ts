import { ServiceError } from '../../domain/errors.ts';
import {
  type Credential,
  HASHED_PASSWORD,
  type RequestedCredential,
  type RequestedSecret,
  type Secret,
} from '../credentials-document.ts';

/**
 * Passwords are hashed by then. An import keeps the ids of secrets, of a device without credentials too. What the management API has shown has no hashes:
 * without the material that the registry knows under the same id, nobody could use it.
 *
 * @throws {ServiceError} `INVALID_REQUEST`
 */
export function withMaterial(
  stored: readonly Credential[],
  requested: readonly RequestedCredential[],
  newId: () => string,
): readonly Credential[] {
  return requested.map((credential) => {
    const known = secretsOf(stored, credential);
    return {
      ...credential,
      secrets: credential.secrets.map(({ plainPassword: _hashed, ...secret }) => ({
        ...secret,
        id: secret.id ?? newId(),
        material: lacksMaterial(credential.type, secret)
          ? materialOf(known, secret.id)
          : secret.material,
      })),
    };
  });
}

export function lacksMaterial(
  type: string,
  { material, plainPassword }: Pick<RequestedSecret, 'material' | 'plainPassword'>,
): boolean {
  return (
    type === HASHED_PASSWORD && plainPassword === undefined && Object.keys(material).length === 0
  );
}

function secretsOf(
  stored: readonly Credential[],
  { type, 'auth-id': authId }: RequestedCredential,
): readonly Secret[] {
  return stored.find((one) => one.type === type && one['auth-id'] === authId)?.secrets ?? [];
}

function materialOf(known: readonly Secret[], id: string | undefined): Secret['material'] {
  const secret = known.find((one) => one.id === id);
  if (secret) return secret.material;
  throw new ServiceError(
    'INVALID_REQUEST',
    `the secret ${JSON.stringify(id)} has no 'pwd-hash': what the management API shows holds none`,
  );
}
