import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../../src/shared/errors.ts';
import { readFrontMatter } from '../../../../src/writing/export/markdown/frontMatter.ts';
import { OFFICIAL_FIELDS } from '../../../../src/writing/export/officialFields.ts';
import { root } from '../../../support/root.ts';
import { WordFile } from '../../../support/wordFile.ts';

const BODY = '\n---\n# 通知\n\n正文。';

function exported(front: string): Promise<WordFile> {
  return WordFile.export(`---\n${front}${BODY}`, { style: 'official' });
}

describe('The front matter of an official document', () => {
  it.each([
    ['份号', '12', '000012'],
    ['copy-number', '12', '000012'],
    ['密级', '机密 1年', '机密★1年'],
    ['classification', '秘密', '秘密'],
    ['urgency', '加急', '加急'],
    ['document_number', '国发（2026）第03号', '国发〔2026〕3号'],
    ['to', '各部门:', '各部门：'],
    ['成文日期', '2026.3.05', '2026年3月5日'],
    ['date', '2026-03-05', '2026年3月5日'],
    ['author', '办公室', '办公室'],
    ['附注', '（此件公开）', '（此件公开）'],
    ['cc', '省委', '抄送：省委。'],
    ['printed-by', '秘书处', '秘书处\t'],
  ])('%s: %s is printed as %s', async (name, value, printed) => {
    expect((await exported(`${name}: ${value}`)).lines).toContain(printed);
  });

  it.each([
    ['份号', '甲', '000001'],
    ['密级', '内部', '机密★1年'],
    ['紧急程度', '很急', '特急 / 加急'],
    ['发文字号', '国发1号', '国发〔2026〕1号'],
    ['成文日期', '2026-13-01', '2026年12月1日'],
    ['印发日期', '2026-02-30', '2026年12月1日'],
    ['date', '年底', '2026年12月1日'],
    ['印章', '也许', '有 / 无'],
  ])('%s: %s is refused, and how to write it is said', async (name, value, form) => {
    const failure = exported(`${name}: ${value}`);
    await expect(failure).rejects.toThrow(UserError);
    await expect(failure).rejects.toThrow(`“${name}” — “${value}”`);
    await expect(failure).rejects.toThrow(form);
  });

  it('may have the colon of Chinese keyboards after a name that is known', () => {
    const front = readFrontMatter('---\n标题：甲\n主送：各部门\n附件：\n  - 乙\n  - 丙\n---\n正文');
    expect(front.title).toBe('甲');
    expect(front.fields.get('主送')).toEqual(['各部门']);
    expect(front.fields.get('附件')).toEqual(['乙', '丙']);
  });

  it('asks nothing of other styles', async () => {
    expect((await WordFile.export(`---\n密级: 内部\ndate: 年底${BODY}`)).lines).toContain('年底');
  });
});

it('Each name of a field stands in docs/export.md', () => {
  const document = readFileSync(path.join(root, 'docs/export.md'), 'utf8');
  for (const [chinese, ...others] of Object.values(OFFICIAL_FIELDS)) {
    expect(document).toContain(`| ${chinese} | \`${others.at(-1)}\` |`);
  }
});
