import { describe, expect, it } from 'vitest';
import { relativeSeconds, thrownAway } from '../../../bench/writing/figures/cost.ts';
import { placeholders } from '../../../bench/writing/figures/placeholders.ts';
import { phrasesOf, promptWords } from '../../../bench/writing/figures/promptWords.ts';
import { repeatedHeadings } from '../../../bench/writing/figures/repeatedHeadings.ts';
import { repetitionBetween, repetitionWithin } from '../../../bench/writing/figures/repetition.ts';
import { sectionsOf } from '../../../bench/writing/figures/sections.ts';
import { wholeSentences } from '../../../bench/writing/figures/wholeSentences.ts';
import { wrongLanguage } from '../../../bench/writing/figures/wrongLanguage.ts';

const REPORT = `# 社区养老服务工作总结

## 一、工作概述

今年以来，街道新建助餐点三处，服务老人两百余名。

## 二、下一步计划

明年计划再建两处，并招募志愿者。`;

describe('The sections of a document', () => {
  it('begin at headings in any form that models use', () => {
    const forms = [
      '## 一、工作概述',
      '### 1. 工作概述',
      '**工作概述**',
      '**一、工作概述**',
      '一、工作概述',
      '第一部分 工作概述',
    ];
    for (const heading of forms) {
      expect(sectionsOf(`${heading}\n\n新建助餐点三处。`), heading).toEqual([
        { title: '工作概述', body: '新建助餐点三处。' },
      ]);
    }
  });

  it('do not begin at a numbered sentence', () => {
    expect(sectionsOf('一、我们新建了助餐点三处。\n二、我们招募了志愿者。')).toHaveLength(1);
  });
});

describe('Repetition', () => {
  const sentence = '街道新建助餐点三处并招募志愿者。';

  it('within a section counts what the same section has said', () => {
    expect(repetitionWithin(`## 甲\n\n${sentence}\n\n## 乙\n\n${sentence}`)).toBe(0);
    expect(repetitionWithin(`## 甲\n\n${sentence.repeat(10)}`)).toBeGreaterThan(85);
  });

  it('within a section sees the loop of a model that came to no end of its heading', () => {
    expect(repetitionWithin(`# ${'理'.repeat(200)}`)).toBeGreaterThan(95);
  });

  it('between sections counts what an earlier section has said', () => {
    expect(repetitionBetween(`## 甲\n\n${sentence}\n\n## 乙\n\n${sentence}`)).toBe(50);
    expect(repetitionBetween(REPORT)).toBe(0);
  });

  it('between the paragraphs of a letter, which has no sections', () => {
    expect(repetitionBetween(`${sentence}\n\n${sentence}`)).toBe(50);
  });
});

describe('The share of whole sentences', () => {
  it('is that of paragraphs which begin with a word and end with a full stop', () => {
    expect(wholeSentences(REPORT)).toBe(100);
    expect(
      wholeSentences(
        '助餐点建设，包括选址、装修和设备采购，志愿者\n\n，并且服务了两百余名独居老人和残疾人。',
      ),
    ).toBe(0);
  });

  it('counts list items, and takes the colon before a list for an end', () => {
    const list =
      '我们采取了下面这几项措施来改进服务：\n- 新建助餐点三处，方便老人就近用餐。\n- 招募志愿者队伍，探访独居老人等';
    expect(wholeSentences(list)).toBeCloseTo(66.7, 1);
  });

  it('is unknown where there are only greetings and dates', () => {
    expect(wholeSentences('尊敬的王经理：\n\n您好！')).toBeUndefined();
  });
});

describe('Words of prompts', () => {
  const phrases = phrasesOf("const HONESTY = '不编造没有给出的数据、人名和日期，需要时写“××”';");

  it('are phrases of six characters and more in the templates', () => {
    expect(phrases).toEqual(['不编造没有给出的数据']);
    expect(promptWords('总结。不编造没有给出的数据。', phrases, '')).toEqual(['不编造没有给出的数据']);
  });

  it('are the outline’s format too', () => {
    const found = promptWords('## 一、序号、标题（约200字）\n要点：助餐点', phrases, '');
    expect(found).toEqual(['序号、标题', '（约200字）', '要点：']);
  });

  it('are none where the task itself has them', () => {
    expect(promptWords('要点：助餐点', phrases, '按下面的要点：一……')).toEqual([]);
    expect(promptWords(REPORT, phrases, '')).toEqual([]);
  });
});

describe('The share of the wrong language', () => {
  it('leaves abbreviations and words of the task alone', () => {
    expect(wrongLanguage('用 KPI 和 Excel 管理库存', 'zh', '用Excel管理库存')).toBe(0);
    expect(wrongLanguage('我们 review 了库存', 'zh', '')).toBeCloseTo(100 / 6, 5);
  });

  it('is that of Chinese characters in an English document', () => {
    expect(wrongLanguage('Tea culture is old', 'en', '')).toBe(0);
    expect(wrongLanguage('Tea 文化', 'en', '')).toBeCloseTo(200 / 3, 5);
  });
});

describe('Placeholders', () => {
  it('are brackets, X and underscores to be filled in', () => {
    const text = '时间：[具体日期]，地点：【待补充】，XX公司，X月，联系人____。（请填写姓名）';
    expect(placeholders(text)).toEqual(['[具体日期]', '【待补充】', 'XX', 'X', '____', '（请填写姓名）']);
  });

  it('are not the honest ××, sources, ticks and links', () => {
    expect(placeholders('共××户[1]，见《学报》[J]，[x] 完成，[网站](http://example.com)，【重要】')).toEqual(
      [],
    );
  });
});

describe('A repeated heading', () => {
  it('stands again at the head of its body', () => {
    expect(repeatedHeadings('## 一、工作概述\n\n工作概述：新建助餐点三处。')).toEqual(['工作概述']);
    expect(repeatedHeadings('## 一、工作概述\n\n**工作概述**\n新建助餐点三处。')).toEqual(['工作概述']);
  });

  it('is none where a sentence begins with the same words', () => {
    expect(repeatedHeadings('## 助餐点\n\n助餐点今年新建三处。')).toEqual([]);
  });
});

describe('The cost', () => {
  it('of what was thrown away is never below nothing: the program writes a part of a document itself', () => {
    expect(thrownAway(400, 300)).toBe(25);
    expect(thrownAway(300, 310)).toBe(0);
  });

  it('in time is held against asking once for as many characters', () => {
    expect(relativeSeconds({ seconds: 60, characters: 1000 }, { seconds: 20, characters: 500 })).toBeCloseTo(
      1.5,
    );
    expect(relativeSeconds({ seconds: 60, characters: 0 }, { seconds: 20, characters: 500 })).toBeUndefined();
  });
});
