import { attributeOf } from './distinguished-name.ts';

/** What a placeholder stands for: an attribute of the subject, or the subject itself. */
const ATTRIBUTES: Readonly<Record<string, string | undefined>> = {
  '{{subject-dn}}': undefined,
  '{{subject-cn}}': 'CN',
  '{{subject-ou}}': 'OU',
  '{{subject-o}}': 'O',
};

export const PLACEHOLDERS = Object.keys(ATTRIBUTES);

const PLACEHOLDER = /\{\{.*?\}\}/g;

/** At least one placeholder, and none that is unknown. @see Hono, `IdentityTemplate.checkValidity` */
export function isIdentityTemplate(text: string): boolean {
  const used = text.match(PLACEHOLDER) ?? [];
  return used.length > 0 && used.every((placeholder) => Object.hasOwn(ATTRIBUTES, placeholder));
}

/**
 * The identifier that a template makes of a certificate's subject.
 *
 * @param subject RFC 2253.
 * @returns undefined when the subject lacks an attribute of the template.
 */
export function fillIdentityTemplate(template: string, subject: string): string | undefined {
  let isComplete = true;
  const filled = template.replace(PLACEHOLDER, (placeholder) => {
    const attribute = ATTRIBUTES[placeholder];
    const value = attribute === undefined ? subject : attributeOf(subject, attribute);
    isComplete &&= Boolean(value);
    return value ?? '';
  });
  return isComplete ? filled : undefined;
}
