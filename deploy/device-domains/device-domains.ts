import type { VariableContext } from '../variables.ts';

type Template = {
  readonly Resources: Readonly<Record<string, unknown>>;
  readonly Outputs: Readonly<Record<string, object>>;
};

/** The variables that name a domain, the resources of each, and the resource that it is. */
const DOMAINS = [
  { variable: 'DEVICE_DOMAIN', file: 'domain.yml', id: 'DeviceDomain' },
  {
    variable: 'DEVICE_CERTIFICATE_DOMAIN',
    file: 'certificate-domain.yml',
    id: 'DeviceCertificateDomain',
  },
] as const;

/** Domains of the devices' API, each with the address that its name in DNS has to lead to. */
export async function deviceDomains(context: VariableContext): Promise<Template> {
  const template = { Resources: {}, Outputs: {} };
  for (const { variable, file, id } of DOMAINS) {
    if (!(await isNamed(variable, context))) continue;
    const resources = await context.resolveVariable(`file(deploy/device-domains/${file})`);
    Object.assign(template.Resources, resources);
    Object.assign(template.Outputs, {
      [`${id}Target`]: { Value: { 'Fn::GetAtt': [id, 'RegionalDomainName'] } },
    });
  }
  return template;
}

/** Without mutual TLS on the way in nobody shows a certificate: then there is no way in but the domains. */
export async function withoutDefaultEndpoint(context: VariableContext): Promise<boolean> {
  return isNamed('DEVICE_CERTIFICATE_DOMAIN', context);
}

/** For the reconciler; empty where nobody needs a truststore. */
export async function truststoreBucket(context: VariableContext): Promise<string | object> {
  return (await isNamed('DEVICE_CERTIFICATE_DOMAIN', context)) ? { Ref: 'TruststoreBucket' } : '';
}

/** @throws {Error} for what is no name of a domain, and without a certificate for it */
async function isNamed(variable: string, { resolveVariable }: VariableContext): Promise<boolean> {
  const name = String(await resolveVariable(`env:${variable}, ''`));
  if (name === '') return false;
  if (!/^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/.test(name)) {
    throw new Error(`${variable} takes the name of a domain, not ${JSON.stringify(name)}`);
  }
  const certificate = String(await resolveVariable("env:DOMAIN_CERTIFICATE_ARN, ''"));
  if (/^arn:[\w-]+:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/.test(certificate)) return true;
  throw new Error(
    `${variable} needs DOMAIN_CERTIFICATE_ARN: the ARN of a certificate of ACM for it`,
  );
}
