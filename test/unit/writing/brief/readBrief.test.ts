import { describe, expect, it } from 'vitest';
import { type ReadingOptions, readBrief } from '../../../../src/writing/brief/reading/readBrief.ts';
import { requestOfReading } from '../../../../src/writing/brief/reading/reading.ts';
import { parseReading, printReading } from '../../../../src/writing/brief/reading/readingText.ts';
import { kindOf } from '../../../../src/writing/brief/request.ts';
import { findKind } from '../../../../src/writing/documents/index.ts';
import { conversationOf, ScriptedEngine } from '../../support/scriptedEngine.ts';

const never = new AbortController().signal;
const LESSON =
  '我是一名湖南省中职语文老师，我教高二的学生，课程是标点符号，请帮我设计四个教学环节，每个环节都要有时间分配。1800字。语气亲切。';

/** What a model answers; what it leaves out is empty. */
const answering = (answer: object | string) =>
  new ScriptedEngine(() => (typeof answer === 'string' ? answer : JSON.stringify(answer)), 8192, true);
/** A model without instructions, as the demo model is. */
const small = () => new ScriptedEngine(() => expect.fail('it was asked'));

const read = (engine: ScriptedEngine, brief: string, said: ReadingOptions['said'] = {}) =>
  readBrief(engine, brief, { ownKinds: [], said }, never);

describe('A brief', () => {
  it('is read by the model in one answer of a given form, with the brief before its eyes', async () => {
    const engine = answering({
      title: '标点符号',
      points: ['每个环节都要有时间分配', '作业布置三道题', '2000字以上'],
      reader: '高二的学生',
      tone: '亲切',
      requirements: ['四个教学环节', '引用鲁迅的文章'],
    });
    const reading = await read(engine, LESSON);
    expect(engine.requests).toHaveLength(1);
    expect(engine.requests[0]).toMatchObject({
      format: { properties: { title: { type: 'string' }, points: { type: 'array' } } },
      sampling: { greedy: true },
    });
    expect(conversationOf(engine.requests[0] ?? expect.fail())[0]?.content).toContain(LESSON);
    expect(reading).toMatchObject({
      title: '标点符号教学环节',
      length: 1800,
      points: ['每个环节都要有时间分配'],
      reader: '高二的学生',
      tone: '亲切',
      requirements: ['四个教学环节'],
      sections: ['第一环节', '第二环节', '第三环节', '第四环节'],
    });
  });

  it.each([
    ['no JSON', '好的，我来写这篇教案。'],
    ['JSON of another form', '["教案"]'],
    ['an answer that was cut off', '{"title": "标点'],
    [
      'an answer without anything of the brief',
      { title: '牛顿力学入门', points: ['万有引力定律'], tone: '幽默' },
    ],
  ])('is read by rule where the model gives %s', async (_what, answer) => {
    const reading = await read(answering(answer), LESSON);
    expect(reading).toMatchObject({ length: 1800, points: [], tone: '亲切' });
    expect(reading.title).not.toMatch(/牛顿/);
    expect(reading.title).not.toBe('');
  });

  it('asks a model that follows no instructions nothing', async () => {
    const reading = await read(small(), '请写一份关于客服升级的工作总结，包括知识库建设、工单流转，800字');
    expect(reading).toMatchObject({
      kind: findKind('report'),
      title: '客服升级工作总结',
      length: 800,
      points: ['知识库建设', '工单流转'],
    });
  });

  it('takes answers to the fields of a kind only word for word', async () => {
    const engine = answering({
      title: '项目延期',
      recipient: '王经理',
      sender: '张三',
      points: ['延期原因'],
    });
    const { fields } = await read(engine, '给王经理写一封邮件，说明项目延期原因');
    expect(fields).toEqual({ recipient: '王经理' });
  });

  it('has no points that only a reference holds', async () => {
    const brief = '写一份关于课程思政的文献综述，文献：\n[1]高德毅.从思政课程到课程思政[J].';
    const { points } = await read(answering({ title: '课程思政', points: ['高德毅', '文献综述'] }), brief);
    expect(points).toEqual([]);
  });

  it('gives way to what the person says beside it', async () => {
    const engine = answering({ title: '标点符号', points: ['时间分配'] });
    const said = { kind: findKind('plan'), length: 500, points: ['听课'] };
    const reading = await read(engine, LESSON, { ...said, topic: '教研' });
    expect(reading).toMatchObject({ ...said, title: '教研工作计划' });
  });

  it('is refused when it is empty', async () => {
    await expect(read(small(), ' \n')).rejects.toThrow(/empty.*in your own words/);
  });
});

describe('The title of a document', () => {
  it.each([
    ['论文题目：验证韦伯定律\n写出国内外现状', '验证韦伯定律'],
    ['以“春天”为题写一篇作文', '春天'],
    ['写一篇关于唐朝民风的论文', '唐朝民风论文'],
    ['研究课题： 乡村产业的互动机制\n撰写开题报告', '乡村产业的互动机制开题报告'],
    ['胃痉挛一招见效\n生成小红书文章，300字', '胃痉挛一招见效'],
    ['请根据以下要求优化你的年终PPT讲稿，1400字', '年终PPT讲稿'],
    ['张衡简介，200字左右', '张衡简介'],
    ['Write a report titled "The year of tea", 300 words', 'The year of tea'],
  ])('%s', async (brief, title) => {
    expect((await read(small(), brief)).title).toBe(title);
  });
});

describe('The kind that a brief asks for', () => {
  it.each([
    ['写一份年度工作总结', 'report', '工作总结'],
    ['帮我拟一个智慧园区建设方案', 'proposal', '方案'],
    ['写一篇关于诗的论文', 'general', '论文'],
    ['请写一份《边城》的读书报告', 'general', '读书报告'],
    ['创作一首200字左右东汉乐府诗', 'poem', '乐府诗'],
    ['给我写个小说，主角是一位老师', 'story', '小说'],
    ['希望你替我给她写一封信', 'letter', '信'],
    ['创作五篇关于旅行的日记', 'diary', '日记'],
    ['你是一名演讲者。优化你的年终PPT讲稿', 'speech', '讲稿'],
    ['你是写公众号文章的专家，现在请撰写一份开题报告', 'general', '开题报告'],
    ['张衡简介，200字左右', 'profile', '简介'],
    ['详细介绍孙子，七千字', 'general', '文章'],
    ['Write a work summary on our new help desk', 'report', '工作总结'],
    ['Write a poem about letters', 'poem', 'poem'],
    ['I need a lesson plan on commas', 'general', 'lesson plan'],
  ])('%s', async (brief, id, name) => {
    const { kind } = await read(small(), brief);
    expect([kind.id, kind.name]).toEqual([id, name]);
  });

  it('may be one of their own', async () => {
    const own = { ...findKind('report'), id: 'minutes', name: '会议纪要' };
    const reading = await readBrief(small(), '写一份三月例会的会议纪要', { ownKinds: [own] }, never);
    expect(reading.kind).toBe(own);
  });

  it('is chosen by the model where the brief names none', async () => {
    const { kind } = await read(
      answering({ kind: '新闻报道', title: '瑞幸走进云南' }),
      '瑞幸走进云南，800字',
    );
    expect(kind.id).toBe('news');
  });
});

describe('The sections that a brief asks for', () => {
  it.each([
    [
      '写一篇文章。文章结构：引言、主题论述、相关案例、结论与建议，2500字以上',
      ['引言', '主题论述', '相关案例', '结论与建议'],
    ],
    [
      '写一份开题报告，内容要点： 研究背景和目标，文献综述，研究思路、方法',
      ['研究背景和目标', '文献综述', '研究思路、方法'],
    ],
    ['写一篇论文，包括引言、方法、结果和讨论', ['引言', '方法', '结果', '讨论']],
    ['请写一份校园剧本，共三幕', ['第一幕', '第二幕', '第三幕']],
    [
      'Write a paper with the sections introduction, methods and results',
      ['introduction', 'methods', 'results'],
    ],
    ['写一份总结，说明第二部分的工作', []],
  ])('%s', async (brief, sections) => {
    expect((await read(small(), brief)).sections).toEqual(sections);
  });

  it('are those of its kind, for this one document', async () => {
    const reading = await read(small(), '写一份工作总结，结构：概况、成效、打算，1500字');
    const request = requestOfReading(reading, '…');
    expect(kindOf(request)).toMatchObject({
      id: 'report',
      askedSections: 'titles',
      wordings: { zh: { defaultSections: [{ title: '概况' }, { title: '成效' }, { title: '打算' }] } },
    });
  });
});

describe('The points that a brief lists', () => {
  it.each([
    ['报道要点：\n  1. 会议的时间和地点；\n  2. 主要议题；\n\n请注意逻辑', ['会议的时间和地点', '主要议题']],
    ['选择两个案例，分别是服装类——回力；零食类——大白兔', ['服装类——回力', '零食类——大白兔']],
    ['关键词：乡村振兴、农业产业', ['乡村振兴', '农业产业']],
    ['内容不得包含不安全、敏感的信息', []],
    ['参考文献：\n[1]甲.论文[J].\n[2]乙.综述[J].', []],
  ])('%s', async (brief, points) => {
    expect((await read(small(), brief)).points).toEqual(points);
  });
});

describe('The language of a document', () => {
  it.each([
    ['请以“tea culture”为题写一篇300词的英语作文', 'en'],
    ['Write 300 words about 茶', 'en'],
    ['写一篇介绍 GPU 和 CPU 的文章', 'zh'],
    ['Write about tea, in Chinese', 'zh'],
  ])('%s', async (brief, language) => {
    expect((await read(answering({}), brief)).language).toBe(language);
  });
});

describe('What was read out of a brief', () => {
  const brief = '写一份三月客服工作总结，面向全体员工，包括知识库建设、工单流转，语气：平实，800字';

  it('is shown as text and is the same when that is read again', async () => {
    const reading = await read(small(), brief);
    expect(printReading(reading)).toContain('必须写到：\n- 知识库建设\n- 工单流转\n');
    expect(parseReading(printReading(reading), reading, [])).toEqual(reading);
  });

  it('may be changed', async () => {
    const reading = await read(small(), brief);
    const changed = printReading(reading)
      .replace('文种：工作总结', '文种：诗')
      .replace(/字数.*/, '字数：两百字')
      .replace('- 工单流转', '- 意图识别，多轮对话')
      .replace('各节：', '各节：\n- 起\n- 承');
    expect(parseReading(changed, reading, [])).toMatchObject({
      kind: { id: 'poem' },
      length: 200,
      points: ['知识库建设', '意图识别，多轮对话'],
      sections: ['起', '承'],
      hasTitles: true,
    });
  });

  it.each([
    ['without a title', /标题：.*/, '标题：', /topic — it is empty/],
    ['without a length', /字数：.*/, '字数：随便', /whole number/],
    ['without a kind', /文种：.*/, '', /kind of document — it is empty/],
  ])('is refused %s', async (_what, line, text, message) => {
    const reading = await read(small(), brief);
    expect(() => parseReading(printReading(reading).replace(line, text), reading, [])).toThrow(message);
  });
});
