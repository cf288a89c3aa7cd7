import { describe, expect, it } from 'vitest';
import { lookOver } from '../../../src/writing/draft/lastLook.ts';

const SECTIONS: Readonly<Record<string, string>> = {
  工作概述: '上半年社区新增助餐点五个，每天为三百位老人送去热饭，志愿者队伍扩大到二百人。',
  助餐点建设: '助餐点建设按照就近的原则进行，选址听取了居民的意见，由街道出资改造，七月起统一配送。',
  下一步计划: '下半年再开两个助餐点，九月底以前完成厨房改造，并请营养师每月到场检查一次菜谱。',
};

/** The sections as they stand finished, with some bodies replaced. */
function finished(changed: Readonly<Record<string, string>> = {}) {
  return Object.entries({ ...SECTIONS, ...changed }).map(([title, body]) => ({
    section: { title, length: 40, points: title === '助餐点建设' ? ['助餐点建设'] : [] },
    body,
  }));
}

describe('The last look at a finished document', () => {
  it('finds nothing where each section says its own', () => {
    expect(lookOver(finished(), ['助餐点建设'], 'zh')).toEqual([]);
  });

  it.each([
    ['repeats', '下一步计划', `${SECTIONS.工作概述}${SECTIONS.助餐点建设}`],
    [
      'language',
      '下一步计划',
      'In the second half of the year we will open two more canteens and check menus.',
    ],
    [
      'missingPoint',
      '助餐点建设',
      '志愿者每周到独居老人家中探访，帮助打扫卫生、代买药品，并记下老人的需要。',
    ],
    ['short', '下一步计划', '再开两个。'],
  ] as const)('finds a section that %s', (weakness, title, body) => {
    const index = Object.keys(SECTIONS).indexOf(title);
    expect(lookOver(finished({ [title]: body }), ['助餐点建设'], 'zh')).toEqual([{ index, title, weakness }]);
  });

  it('takes names and abbreviations in Latin letters for no other language', () => {
    const body = '下半年上线 ERP 和 CRM 两个系统，九月底以前完成 API 联调，由 IT 部门每月检查一次接口。';
    expect(lookOver(finished({ 下一步计划: body }), [], 'zh')).toEqual([]);
  });

  it('finds nothing in a text in one piece, which has no section to write again', () => {
    const section = { title: '', length: 400, points: ['送达'] };
    expect(lookOver([{ section, body: '好。' }], ['送达'], 'zh')).toEqual([]);
  });
});
