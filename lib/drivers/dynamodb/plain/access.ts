import { type Credentials, credentialsOf, type Environment } from '../../sigv4/credentials.ts';

/** All that a signed request needs. */
export type Access = {
  readonly endpoint: URL;
  readonly region: string;
  readonly credentials: Credentials;
};

/** Whose addresses end otherwise, or are to be chosen otherwise, is the SDK's to know. */
const COMMERCIAL_REGION = /^(?:af|ap|ca|eu|il|me|mx|sa|us)-(?:[a-z]+-)*\d$/;
const OTHER_REGION = /-(?:gov|iso[a-z]?)-/;
const OTHER_ADDRESSES = ['AWS_USE_DUALSTACK_ENDPOINT', 'AWS_USE_FIPS_ENDPOINT'];

/** @returns undefined where the environment of a function does not say all there is to know. */
export function plainAccess(env: Environment): Access | undefined {
  const { AWS_REGION: region } = env;
  const credentials = credentialsOf(env);
  const endpoint = region && endpointOf(region, env);
  return region && endpoint && credentials ? { endpoint, region, credentials } : undefined;
}

function endpointOf(region: string, env: Environment): URL | undefined {
  const given = env['AWS_ENDPOINT_URL_DYNAMODB'] || env['AWS_ENDPOINT_URL'];
  if (given) return new URL(given);
  const isCommercial = COMMERCIAL_REGION.test(region) && !OTHER_REGION.test(region);
  if (!isCommercial || OTHER_ADDRESSES.some((name) => env[name])) return undefined;
  return new URL(`https://dynamodb.${region}.amazonaws.com`);
}
