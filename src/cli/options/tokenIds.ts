import { UsageError } from '../../shared/errors.ts';

/** Parses `5,6,7`. @throws UsageError when it is no list of token ids */
export function parseTokenIds(list: string): number[] {
  const ids = list.split(/[\s,]+/).filter((part) => part !== '');
  const wrong = ids.find((id) => !/^\d+$/.test(id));
  if (ids.length === 0 || wrong !== undefined) {
    throw new UsageError(
      '--ids',
      wrong === undefined ? 'the list is empty' : `"${wrong}" is no token id`,
      'give whole numbers separated by commas, such as 5,6,7',
    );
  }
  return ids.map(Number);
}

/** Parses a whole number of at least `least`. @throws UsageError naming the option */
export function parseWhole(option: string, value: string, least: number): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < least) {
    throw new UsageError(option, `"${value}" is not a whole number from ${least} on`, 'change it');
  }
  return number;
}
