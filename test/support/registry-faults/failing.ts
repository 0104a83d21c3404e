import { GetCommand, QueryCommand, BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import type { DocumentClient } from '../../../lib/drivers/dynamodb/client.ts';

/** Which write fails, counted from 1, and whether it has taken effect by then. */
export type Fault = { readonly nth: number; readonly when: 'before' | 'after' };

export type Failing<Subject> = {
  readonly subject: Subject;
  /** From now on writes are counted. */
  readonly arm: (fault: Fault) => void;
  readonly disarm: () => void;
  /** Whether that write was ever come to. */
  readonly isReached: () => boolean;
  /** Not so when the write was refused in itself. */
  readonly hasFailed: () => boolean;
};

/** A client whose writes fail as they are told to; an answer that is lost is the same as one that came too late. */
export function failingClient(client: DocumentClient): Failing<DocumentClient> {
  const trap = trapOf();
  const send = async (...[command, ...rest]: Parameters<DocumentClient['send']>) => {
    const answer = async () => client.send(command, ...rest);
    return READS.some((read) => command instanceof read) ? answer() : trap.around(answer);
  };
  return { ...trap, subject: { send: send as DocumentClient['send'], destroy: () => {} } };
}

const READS = [GetCommand, QueryCommand, BatchGetCommand];

/** A port whose methods of these names fail as they are told to. */
export function failingPort<Port extends object>(
  port: Port,
  writes: ReadonlySet<PropertyKey>,
): Failing<Port> {
  const trap = trapOf();
  const subject = new Proxy(port, {
    get: (target, name, receiver) => {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== 'function' || !writes.has(name)) return method;
      return (...given: unknown[]) => trap.around(async () => Reflect.apply(method, target, given));
    },
  });
  return { ...trap, subject };
}

function trapOf() {
  let fault: Fault | undefined;
  let writes = 0;
  let failures = 0;
  return {
    arm: (next: Fault) => {
      [fault, writes, failures] = [next, 0, 0];
    },
    disarm: () => {
      fault = undefined;
    },
    isReached: () => fault !== undefined && writes >= fault.nth,
    hasFailed: () => failures > 0,
    around: async <Answer>(write: () => Promise<Answer>): Promise<Answer> => {
      const fails = fault !== undefined && ++writes === fault.nth;
      if (!fails) return write();
      if (fault?.when === 'after') await write();
      failures += 1;
      throw new Error('the store does not answer');
    },
  };
}
