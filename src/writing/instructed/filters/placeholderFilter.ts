import type { TextFilter } from '../../sections/sectionBody.ts';
import { BLANKS } from '../../text/blanks.ts';

const CLOSING: Readonly<Record<string, string>> = { '[': ']', '【': '】' };
/** More in brackets is text. */
const LONGEST = 24;
/** What models leave to be filled in: `[具体日期]`, `【您的姓名】`, `[Your Name]`. */
const PLACEHOLDER =
  /^(?:请|此处|这里|具体|插入|填写|填入|输入|您的?|你的?|贵|某|公司|单位|部门|姓名|名字|日期|时间|地点|年份|月份|联系|负责|经办|审核|电话|手机|邮箱|地址|职务|职位|名称|数字|数据|金额|百分比|人数|数量|发件人|收件人|签名|X+|×+|your\b|name\b|date\b|company\b|insert\b|the\b|to be\b)/i;

/** Writes a model's own placeholders as the blanks that a person is led to. */
export class PlaceholderFilter implements TextFilter {
  /** From an opening bracket on. */
  private held = '';

  constructor(private readonly next: TextFilter) {}

  push(delta: string): string {
    let passed = '';
    for (const character of delta) passed += this.add(character);
    return this.next.push(passed);
  }

  end(): string {
    const rest = this.held;
    this.held = '';
    return this.next.push(rest) + this.next.end();
  }

  private add(character: string): string {
    if (this.held === '') {
      if (!(character in CLOSING)) return character;
      this.held = character;
      return '';
    }
    this.held += character;
    const isClosed = character === CLOSING[this.held.charAt(0)];
    if (!isClosed && character !== '\n' && this.held.length <= LONGEST) return '';
    const text = this.held;
    this.held = '';
    if (!isClosed || !PLACEHOLDER.test(text.slice(1, -1).trim())) return text;
    return /\p{Script=Han}|[X×]/u.test(text) ? BLANKS.zh : BLANKS.en;
  }
}
