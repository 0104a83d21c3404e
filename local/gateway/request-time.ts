const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

let formatted = { second: Number.NaN, text: '' };

/** As in `12/Mar/2020:19:03:58 +0000`; formatted once a second, because every request asks. */
export function requestTime(epochMs: number): string {
  const second = Math.floor(epochMs / 1000);
  if (formatted.second !== second) formatted = { second, text: format(new Date(epochMs)) };
  return formatted.text;
}

function format(time: Date): string {
  const [date = '', clock = ''] = time.toISOString().split('T');
  const day = date.slice(8, 10);
  return `${day}/${MONTHS[time.getUTCMonth()]}/${date.slice(0, 4)}:${clock.slice(0, 8)} +0000`;
}
