import { MultiBar, Presets } from 'cli-progress';
import { type Context, writeLine } from './context.ts';

export type Progress = {
  /** @param done and `total` in the same unit; an unknown total is undefined. */
  readonly update: (done: number, total: number | undefined, what: string) => void;
  /** A line that stays, above the bar. */
  readonly line: (text: string) => void;
  readonly stop: () => void;
};

/** A bar on a terminal, and lines alone everywhere else; always on standard error. */
export function showProgress({ stderr }: Context, unit: string): Progress {
  if (stderr.isTTY !== true) {
    return { update: () => {}, line: (text) => writeLine(stderr, text), stop: () => {} };
  }
  const bars = new MultiBar(
    { stream: stderr, format: `{bar} {percentage}% of ${unit} · {what}`, hideCursor: true },
    Presets.shades_classic,
  );
  const bar = bars.create(1, 0, { what: '' });
  return {
    update: (done, total, what) => {
      bar.setTotal(Math.max(total ?? done, 1));
      bar.update(done, { what });
    },
    line: (text) => {
      bars.log(`${text}\n`);
    },
    stop: () => {
      // Lines that wait are shown with the next drawing, and `stop` draws none of them.
      bars.update();
      bars.stop();
    },
  };
}
