import { isJsonObject } from '../../../lib/domain/json.ts';

/** What CloudFormation fills in is nobody's wildcard, but for the end of the name of a group of logs. */
const FILLED_IN = String.raw`[^*]+(?::\*)?`;

/** The names that a resource of the template may get, as far as that is known before it is deployed. */
export function resourcePattern(value: unknown): RegExp {
  return new RegExp(`^${toSource(value)}$`);
}

/** @see AWS CloudFormation, "Intrinsic function reference" */
function toSource(value: unknown): string {
  if (typeof value === 'string') return escaped(value);
  if (!isJsonObject(value)) return FILLED_IN;
  const { 'Fn::Sub': template, 'Fn::Join': join } = value;
  if (typeof template === 'string') {
    return template
      .split(/\$\{[^}]*\}/)
      .map(escaped)
      .join(FILLED_IN);
  }
  if (!Array.isArray(join)) return FILLED_IN;
  const [separator, parts] = join;
  if (typeof separator !== 'string' || !Array.isArray(parts)) return FILLED_IN;
  return parts.map(toSource).join(escaped(separator));
}

function escaped(text: string): string {
  return text.replace(/[$()*+./?[\\\]^{|}-]/g, String.raw`\$&`);
}
