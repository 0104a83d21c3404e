import type { AmqpSession } from './session.ts';

export type SessionLimits = {
  /** Milliseconds without use after which a connection may be dead without a sign: functions are frozen between requests. */
  readonly idleLimitMs: number;
  /**
   * Milliseconds until the next attempt to connect after the first that failed, at most; doubled each time, up to
   * `maxReconnectAfterMs`. Between half and all of it is waited, so that environments do not come all at once.
   */
  readonly reconnectAfterMs: number;
  readonly maxReconnectAfterMs: number;
};

export type SessionKeeper = {
  /** @returns undefined while it is too early to try again. */
  readonly current: () => AmqpSession | undefined;
  /** Whoever comes next gets another one. */
  readonly discard: (session: AmqpSession) => void;
  readonly close: (cause: unknown) => void;
};

/** Keeps one session for as long as it is good, and tries for the next one with bounded back-off. */
export function sessionKeeper(
  open: () => AmqpSession,
  limits: SessionLimits,
  now: () => number,
  random: () => number = Math.random,
): SessionKeeper {
  let kept: AmqpSession | undefined;
  let usedAtMs = 0;
  let failures = 0;
  let openNotBeforeMs = 0;

  function dropUnlessGood(): void {
    if (kept === undefined) return;
    if (kept.isBroken()) {
      failures = kept.wasOpen() ? 1 : failures + 1;
      const longest = limits.reconnectAfterMs * 2 ** (failures - 1);
      const waitMs = Math.min(longest, limits.maxReconnectAfterMs) * (0.5 + random() / 2);
      openNotBeforeMs = usedAtMs + waitMs;
      kept = undefined;
    } else if (now() - usedAtMs > limits.idleLimitMs) {
      kept.retire();
      kept = undefined;
    }
  }

  return {
    current: () => {
      dropUnlessGood();
      if (kept === undefined && now() < openNotBeforeMs) return undefined;
      kept ??= open();
      usedAtMs = now();
      return kept;
    },
    discard: (session) => {
      session.retire();
      if (kept === session) kept = undefined;
    },
    close: (cause) => {
      kept?.close(cause);
      kept = undefined;
    },
  };
}
