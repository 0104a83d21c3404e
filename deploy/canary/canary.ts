import { isMonitored } from '../monitoring/monitoring.ts';
import { resolveChoice, type VariableContext } from '../variables.ts';

/** Whether new versions get a tenth of the requests first. @throws {Error} without the alarms that would send them back */
export async function canary(context: VariableContext): Promise<'on' | 'off'> {
  const isProd = (await context.resolveVariable('self:provider.stage')) === 'prod';
  const watched = await isMonitored(context);
  const chosen = await resolveChoice(
    'env:CANARY',
    ['on', 'off'],
    isProd && watched ? 'on' : 'off',
    context,
  );
  if (chosen === 'on' && !watched) throw new Error('CANARY=on needs ALARMS=on');
  return chosen;
}
