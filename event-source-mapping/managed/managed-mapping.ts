import type { Clock } from '../clock.ts';
import type { EventSourceMapping } from '../mapping.ts';
import type { MetricValues } from '../metrics.ts';
import type { MappingSettings } from '../settings.ts';
import { ControlPlaneError } from './control-plane-error.ts';

export type ManagedState =
  | 'Creating'
  | 'Enabling'
  | 'Enabled'
  | 'Disabling'
  | 'Disabled'
  | 'Updating'
  | 'Deleting';

/** As `GetEventSourceMapping` answers. */
export type MappingConfiguration = MappingSettings & {
  readonly UUID: string;
  readonly State: ManagedState;
  /** Whether the user or Lambda made the last change. */
  readonly StateTransitionReason: 'USER_INITIATED';
  readonly LastProcessingResult: string;
  /** Seconds since the Unix epoch. */
  readonly LastModified: number;
};

export type StartMapping = (settings: MappingSettings) => EventSourceMapping;

/** A mapping through its life: it is made, changed, switched off and on, and deleted, and runs or does not accordingly. */
export type ManagedMapping = {
  readonly configuration: () => MappingConfiguration;
  /** None while it does not run. */
  readonly metrics: () => MetricValues;
  /**
   * Takes effect by stopping, which commits what is settled, and starting again in the same group.
   *
   * @throws {ControlPlaneError} `ResourceInUseException` while another change is on its way.
   */
  readonly update: (settings: MappingSettings) => void;
  readonly delete: () => void;
  /** Resolves when the last change has taken effect. */
  readonly settled: () => Promise<void>;
};

export function manageMapping(
  uuid: string,
  initial: MappingSettings,
  start: StartMapping,
  clock: Clock,
): ManagedMapping {
  let settings = initial;
  let State: ManagedState = 'Creating';
  let LastModified = clock.now() / 1000;
  let LastProcessingResult = 'No records processed';
  let running: EventSourceMapping | undefined;
  let change = Promise.resolve();

  function enter(state: ManagedState): void {
    State = state;
    LastModified = clock.now() / 1000;
  }

  /** Goes into effect after the change before it, unless the mapping has been deleted meanwhile. */
  function transition(during: ManagedState): void {
    enter(during);
    change = replace(change, settings).then(() => {
      if (State === during) enter(isOn(settings) ? 'Enabled' : 'Disabled');
      return undefined;
    });
  }

  async function replace(before: Promise<void>, next: MappingSettings): Promise<void> {
    await before;
    await stop();
    if (State === 'Deleting' || !isOn(next)) return;
    running = start(next);
    await running.ready;
  }

  async function stop(): Promise<void> {
    await running?.stop();
    LastProcessingResult = lastResult();
    running = undefined;
  }

  function lastResult(): string {
    return running?.state().LastProcessingResult ?? LastProcessingResult;
  }

  transition('Creating');

  return {
    configuration: () => ({
      ...settings,
      UUID: uuid,
      State,
      StateTransitionReason: 'USER_INITIATED',
      LastProcessingResult: lastResult(),
      LastModified,
    }),
    metrics: () => running?.metrics() ?? {},
    update(next) {
      if (State !== 'Enabled' && State !== 'Disabled') {
        throw new ControlPlaneError('ResourceInUseException', `the mapping ${uuid} is ${State}`);
      }
      const [wasOn, willBeOn] = [isOn(settings), isOn(next)];
      settings = next;
      if (!wasOn && !willBeOn) return enter('Disabled');
      if (wasOn && willBeOn) return transition('Updating');
      return transition(willBeOn ? 'Enabling' : 'Disabling');
    },
    delete() {
      if (State === 'Deleting') return;
      enter('Deleting');
      // What waits for a topic to exist ends with that.
      void running?.stop();
      change = change.then(stop);
    },
    settled: () => change,
  };
}

function isOn({ Enabled }: MappingSettings): boolean {
  return Enabled !== false;
}
