import type { TextFilter } from '../../sections/sectionBody.ts';
import { BLANKS } from '../../text/blanks.ts';
import type { Language } from '../../text/language.ts';

/** A run of characters in which an address, a number or a year may stand. */
const RUN = /[\w@.+:/年月日-]/;
/** More of it is no fact of these kinds. */
const LONGEST = 120;
const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
const ADDRESS = /(?:https?:\/\/|www\.)[\w./:-]+/g;
/** Eleven digits of a mobile, or an area code and a number. */
const TELEPHONE = /(?<!\d)(?:\+?86-?)?(?:1[3-9]\d{9}|0?\d{2,3}-\d{7,8}|400-\d{3}-\d{4})(?!\d)/g;
const DATE = /(?<!\d)(20\d{2})年(?:\d{1,2}月(?:\d{1,2}日)?)?/g;
/** Years in which a plan or a report may speak of before and after those that were given. */
const NEAR = 1;
/** Years that a model takes for the present; those before are history. */
const PRESENT = 2015;

/**
 * Puts blanks in the place of what a model can only have made up: mail addresses, web addresses and telephone numbers that nobody
 * gave, and dates of years that are none of the task's.
 */
export class InventedFacts implements TextFilter {
  private held = '';
  private readonly years: readonly number[];

  /** @param given all that the person has said */
  constructor(
    private readonly next: TextFilter,
    private readonly given: string,
    private readonly language: Language,
  ) {
    this.years = [...given.matchAll(/(?<!\d)(20\d{2})(?!\d)/g)].map(([, year]) => Number(year));
  }

  push(delta: string): string {
    let passed = '';
    for (const character of delta) passed += this.add(character);
    return this.next.push(passed);
  }

  end(): string {
    return this.next.push(this.release()) + this.next.end();
  }

  private add(character: string): string {
    if (!RUN.test(character)) return this.release() + character;
    this.held += character;
    return this.held.length > LONGEST ? this.release() : '';
  }

  private release(): string {
    const run = this.held;
    this.held = '';
    if (!/\d|@|www|http/.test(run)) return run;
    const unlessGiven = (text: string) => (this.given.includes(text) ? text : BLANKS[this.language]);
    return [EMAIL, ADDRESS, TELEPHONE]
      .reduce((text, form) => text.replace(form, unlessGiven), run)
      .replace(DATE, (date, year: string) => (this.mayBe(Number(year)) ? date : `${BLANKS.zh}年`));
  }

  private mayBe(year: number): boolean {
    return year < PRESENT || this.years.some((given) => Math.abs(given - year) <= NEAR);
  }
}
