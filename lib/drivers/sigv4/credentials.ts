export type Environment = Readonly<Record<string, string | undefined>>;

export type Credentials = {
  readonly keyId: string;
  readonly secretKey: string;
  readonly sessionToken: string | undefined;
};

/**
 * What Lambda tells a function of its role.
 *
 * @returns undefined where the SDK would look elsewhere: on a developer's machine, on Managed Instances
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function credentialsOf(env: Environment): Credentials | undefined {
  const { AWS_ACCESS_KEY_ID: keyId, AWS_SECRET_ACCESS_KEY: secretKey } = env;
  // A profile goes before keys.
  if (!keyId || !secretKey || env['AWS_PROFILE']) return undefined;
  return { keyId, secretKey, sessionToken: env['AWS_SESSION_TOKEN'] || undefined };
}
