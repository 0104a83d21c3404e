import type { RolePermissions } from '../../../lib/drivers/iam/role-permissions.ts';
import { error, type Finding, warning, when } from '../finding.ts';
import { compareResources } from './compare-resources.ts';
import type { DesiredRole } from './desired-roles.ts';

const DEPLOY = 'deploy again, and let nothing else change the role';

/** What a function's role allows in the account, against the template. */
export function roleFindings(
  name: string,
  desired: DesiredRole,
  actual: RolePermissions | undefined,
): readonly Finding[] {
  const subject = `role of ${name}`;
  if (!actual) return [error(subject, 'does not exist', DEPLOY)];
  const [wanted, allowed] = [desired.permissions, actual.permissions];
  const missing = [...wanted.keys()].filter((action) => !allowed.has(action));
  const more = [...allowed.keys()].filter((action) => !wanted.has(action));
  const { fewer, others } = compareResources(wanted, allowed);
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
      fewer.length > 0,
      error(subject, `allows ${fewer.join(', ')} of the template's resources only`, DEPLOY),
    ),
    ...when(
      others.length > 0,
      warning(subject, `allows ${others.join(', ')}, which the template does not`, DEPLOY),
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
