export type Environment = Readonly<Record<string, string | undefined>>;

/** All that a signed request needs. */
export type Access = {
  readonly endpoint: URL;
  readonly region: string;
  readonly keyId: string;
  readonly secretKey: string;
  readonly sessionToken: string | undefined;
};

/** Whose addresses end otherwise, or are to be chosen otherwise, is the SDK's to know. */
const COMMERCIAL_REGION = /^(?:af|ap|ca|eu|il|me|mx|sa|us)-(?:[a-z]+-)*\d$/;
const OTHER_REGION = /-(?:gov|iso[a-z]?)-/;
const OTHER_ADDRESSES = ['AWS_USE_DUALSTACK_ENDPOINT', 'AWS_USE_FIPS_ENDPOINT'];

/**
 * What Lambda tells a function of its role and region.
 *
 * @returns undefined where that is not all there is to know, as on a developer's machine or on Managed Instances
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function plainAccess(env: Environment): Access | undefined {
  const { AWS_REGION: region, AWS_ACCESS_KEY_ID: keyId, AWS_SECRET_ACCESS_KEY: secretKey } = env;
  // A profile goes before keys.
  if (!region || !keyId || !secretKey || env['AWS_PROFILE']) return undefined;
  const endpoint = endpointOf(region, env);
  if (!endpoint) return undefined;
  return {
    endpoint,
    region,
    keyId,
    secretKey,
    sessionToken: env['AWS_SESSION_TOKEN'] || undefined,
  };
}

function endpointOf(region: string, env: Environment): URL | undefined {
  const given = env['AWS_ENDPOINT_URL_DYNAMODB'] || env['AWS_ENDPOINT_URL'];
  if (given) return new URL(given);
  const isCommercial = COMMERCIAL_REGION.test(region) && !OTHER_REGION.test(region);
  if (!isCommercial || OTHER_ADDRESSES.some((name) => env[name])) return undefined;
  return new URL(`https://dynamodb.${region}.amazonaws.com`);
}
