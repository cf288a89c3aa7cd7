import { JinjaError } from '../jinjaError.ts';

const LOCALE = 'en-US';

/** Python's strftime in the C locale. @throws JinjaError for a directive that it lacks */
export function strftime(format: string, now: Date): string {
  return format.replace(/%(-?)(.)/gsu, (whole, dash, directive) => {
    const text = directiveText(directive, now);
    if (text === undefined) throw new JinjaError(`strftime_now: ${whole} is not supported`);
    return dash === '' ? text : text.replace(/^[0 ]+(?=.)/, '');
  });
}

function directiveText(directive: string, now: Date): string | undefined {
  const two = (value: number) => String(value).padStart(2, '0');
  const word = (options: Intl.DateTimeFormatOptions) => now.toLocaleString(LOCALE, options);
  switch (directive) {
    case 'Y':
      return String(now.getFullYear());
    case 'y':
      return two(now.getFullYear() % 100);
    case 'm':
      return two(now.getMonth() + 1);
    case 'd':
      return two(now.getDate());
    case 'e':
      return String(now.getDate()).padStart(2, ' ');
    case 'H':
      return two(now.getHours());
    case 'I':
      return two(now.getHours() % 12 || 12);
    case 'M':
      return two(now.getMinutes());
    case 'S':
      return two(now.getSeconds());
    case 'p':
      return now.getHours() < 12 ? 'AM' : 'PM';
    case 'B':
      return word({ month: 'long' });
    case 'b':
    case 'h':
      return word({ month: 'short' });
    case 'A':
      return word({ weekday: 'long' });
    case 'a':
      return word({ weekday: 'short' });
    case 'j':
      return String(dayOfYear(now)).padStart(3, '0');
    case 'w':
      return String(now.getDay());
    case 'F':
      return strftime('%Y-%m-%d', now);
    case 'T':
      return strftime('%H:%M:%S', now);
    case 'D':
      return strftime('%m/%d/%y', now);
    case 'R':
      return strftime('%H:%M', now);
    case 'Z':
    case 'z':
      return '';
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case '%':
      return '%';
    default:
      return undefined;
  }
}

function dayOfYear(now: Date): number {
  const start = Date.UTC(now.getFullYear(), 0, 0);
  return (Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) - start) / 86_400_000;
}
