import { JinjaError } from '../jinjaError.ts';

const two = (value: number): string => String(value).padStart(2, '0');
const word = (options: Intl.DateTimeFormatOptions) => (now: Date) => now.toLocaleString('en-US', options);

/** What stands for each letter in the C locale; Python's datetime.now(), which transformers asks, has no zone. */
const DIRECTIVES: ReadonlyMap<string, (now: Date) => string> = new Map([
  ['Y', (now) => String(now.getFullYear())],
  ['y', (now) => two(now.getFullYear() % 100)],
  ['m', (now) => two(now.getMonth() + 1)],
  ['B', word({ month: 'long' })],
  ['b', word({ month: 'short' })],
  ['h', word({ month: 'short' })],
  ['d', (now) => two(now.getDate())],
  ['e', (now) => String(now.getDate()).padStart(2, ' ')],
  ['j', (now) => String(dayOfYear(now)).padStart(3, '0')],
  ['A', word({ weekday: 'long' })],
  ['a', word({ weekday: 'short' })],
  ['w', (now) => String(now.getDay())],
  ['H', (now) => two(now.getHours())],
  ['I', (now) => two(now.getHours() % 12 || 12)],
  ['p', (now) => (now.getHours() < 12 ? 'AM' : 'PM')],
  ['M', (now) => two(now.getMinutes())],
  ['S', (now) => two(now.getSeconds())],
  ['F', (now) => strftime('%Y-%m-%d', now)],
  ['D', (now) => strftime('%m/%d/%y', now)],
  ['T', (now) => strftime('%H:%M:%S', now)],
  ['R', (now) => strftime('%H:%M', now)],
  ['Z', () => ''],
  ['z', () => ''],
  ['n', () => '\n'],
  ['t', () => '\t'],
  ['%', () => '%'],
]);

/** Python's strftime in the C locale. @throws JinjaError for a directive that it lacks */
export function strftime(format: string, now: Date): string {
  return format.replace(/%(-?)(.)/gsu, (whole, dash, letter) => {
    const written = DIRECTIVES.get(letter)?.(now);
    if (written === undefined) throw new JinjaError(`strftime_now: ${whole} is not supported`);
    return dash === '' ? written : written.replace(/^[0 ]+(?=.)/, '');
  });
}

function dayOfYear(now: Date): number {
  const start = Date.UTC(now.getFullYear(), 0, 0);
  return (Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) - start) / 86_400_000;
}
