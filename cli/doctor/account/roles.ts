import type { RoleActions } from '../../../lib/drivers/iam/role-actions.ts';
import { error, type Finding, warning, when } from '../finding.ts';
import type { DesiredRole } from './desired-roles.ts';

const DEPLOY = 'deploy again, and let nothing else change the role';

/** What a function's role allows in the account, against the template. */
export function roleFindings(
  name: string,
  desired: DesiredRole,
  actual: RoleActions | undefined,
): readonly Finding[] {
  const subject = `role of ${name}`;
  if (!actual) return [error(subject, 'does not exist', DEPLOY)];
  const missing = [...desired.actions].filter((action) => !actual.actions.has(action));
  const more = [...actual.actions].filter((action) => !desired.actions.has(action));
  return [
    ...when(
      missing.length > 0,
      error(subject, `does not allow ${missing.join(', ')}: these calls fail`, DEPLOY),
    ),
    ...when(
      more.length > 0,
      warning(subject, `allows ${more.join(', ')}, which the template does not`, DEPLOY),
    ),
    ...when(
      actual.attached.length > desired.attached,
      warning(
        subject,
        `has ${actual.attached.length} policies attached, and ${desired.attached} in the template: ${actual.attached.join(', ')}`,
        DEPLOY,
      ),
    ),
  ];
}
