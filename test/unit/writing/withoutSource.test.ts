import { describe, expect, it } from 'vitest';
import { checkDocument } from '../../../src/writing/check/checkDocument.ts';
import { withoutSource } from '../../../src/writing/check/withoutSource.ts';

function figures(text: string, given: string): string[] {
  return withoutSource(text, given).figures.map((figure) => figure.text);
}

function names(text: string, given: string): string[] {
  return withoutSource(text, given).names.map((name) => name.text);
}

describe('figures that stand in no source', () => {
  it.each([
    ['受理工单12480件', '全年受理 12,480 件'],
    ['受理工单1.248万件', '全年受理 12480 件'],
    ['受理工单一万二千四百八十件', '全年受理 12,480 件'],
    ['投资1234.5万元', '| 金额（万元） |\n| --- |\n| 1,234.5 |'],
    ['办结率98.6%', '办结率达到百分之九十八点六'],
    ['百分之百完成', '完成率 100%'],
    ['2025年3月启动', '启动时间：2025-03-15'],
    ['2025年启动，3月15日验收', '2025年3月15日'],
    ['二〇二五年三月启动', '2025.3 启动'],
    ['用2025年数据', '年度 | 2025'],
    ['抓好三个方面，第2章另述', '没有数字'],
    ['遵守GB/T 9704-2012', '没有数字'],
  ])('are none in %j, where %j is given', (text, given) => {
    expect(figures(text, given)).toEqual([]);
  });

  it.each([
    ['受理工单12481件', '全年受理 12,480 件', ['12481件']],
    ['增长三十五个百分点', '增长 5%', ['三十五个百分点']],
    ['办结率99%，比上年的99%持平', '办结率 98%', ['99%']],
    ['2025年4月启动', '2025年3月启动', ['2025年4月']],
    ['6月1日起施行', '2025年3月15日', ['6月1日']],
    ['投资$500，用时3 days', '投资 400', ['$500', '3 days']],
    ['2024年12个项目', '2025年 11 个', ['2024年', '12个']],
  ])('are found in %j, where %j is given', (text, given, found) => {
    expect(figures(text, given)).toEqual(found);
  });
});

describe('names that stand in no source', () => {
  it.each([
    ['由王芳经理负责', '负责人：王芳'],
    ['依据《安全生产法》开展', '依据安全生产法'],
    ['与清华大学合作', '清华大学'],
    ['高级工程师和项目经理、程序经理参加，商业银行和专业委员会配合', ''],
    ['各大学和研究院', ''],
  ])('are none in %j, where %j is given', (text, given) => {
    expect(names(text, given)).toEqual([]);
  });

  it.each([
    ['由李强主任牵头，李强主任负责', '王芳', ['李强主任']],
    ['根据《数据管理办法》', '', ['《数据管理办法》']],
    ['会同华信科技有限公司与清华大学', '', ['华信科技有限公司', '清华大学']],
    ['Said Dr. Jane Smith of the Example Data Institute', '', ['Dr. Jane Smith', 'Example Data Institute']],
  ])('are found in %j, where %j is given', (text, given, found) => {
    expect(names(text, given)).toEqual(found);
  });
});

describe('the check of a document with sources', () => {
  const document = '# 总结\n\n## 一、概述\n\n受理12480件。\n\n由李强主任负责。';

  it('names each with its line', () => {
    expect(checkDocument(document, { given: '受理 12,400 件' }).problems).toEqual([
      { kind: 'figureWithoutSource', text: '12480件', line: 5 },
      { kind: 'nameWithoutSource', text: '李强主任', line: 7 },
    ]);
  });

  it('says nothing of figures where there are no sources', () => {
    expect(checkDocument(document).problems).toEqual([]);
  });
});
