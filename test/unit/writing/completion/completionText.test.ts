import { describe, expect, it } from 'vitest';
import { placeOf } from '../../../../src/writing/completion/completionPlace.ts';
import { completionText } from '../../../../src/writing/completion/completionText.ts';

/** What is made of an answer at the end of `before`. */
function make(before: string, answer: string, { after = '', hasEnded = false } = {}) {
  const cursor = { before, after, isMarkdown: true };
  const place = placeOf(cursor);
  if (!place) throw new Error('no place for a completion');
  return completionText(answer, cursor, place, hasEnded);
}

describe('the text of a completion', () => {
  it('ends with a sentence, at most three, and fewer when they are long', () => {
    expect(make('本季度，', '完成了升级。效率提').text).toBe('完成了升级。');
    expect(make('本季度，', '一月忙。二月忙。三月忙。四月').text).toBe('一月忙。二月忙。三月忙。');
    expect(make('本季度，', '一月忙。二月忙。三月忙。四月').isComplete).toBe(true);
    const long = `${'我们梳理了流程明确了分工'.split('').join('、')}。`;
    expect(make('本季度，', `${long}${long.replaceAll('们', '部')}好`.repeat(2)).text.length).toBeLessThan(
      60,
    );
  });

  it('waits for the quote that closes a sentence, and does not take the point of a number for an end', () => {
    expect(make('他说：“', '完成了。').text).toBe('');
    expect(make('他说：“', '完成了。”于是').text).toBe('完成了。”');
    expect(make('The rate is ', '3.').text).toBe('');
    expect(make('The rate is ', '3.5 percent. It').text).toBe('3.5 percent.');
    expect(make('Tools, ', 'e.g. a saw and', { hasEnded: true }).text).toBe('');
  });

  it('is empty where no sentence ends', () => {
    expect(make('本季度，', '完成了升级，并且').text).toBe('');
    expect(make('本季度，', '完成了升级，并且', { hasEnded: true }).text).toBe('');
  });

  it('ends with the paragraph', () => {
    expect(make('本季度，', '完成了升级。\n\n下一步，我们').text).toBe('完成了升级。');
  });

  it('begins a new paragraph only after a whole sentence', () => {
    expect(make('本季度完成了升级。', '\n\n下一步继续推进。好').text).toBe('\n\n下一步继续推进。');
    expect(make('本季度完成了', '\n\n下一步继续推进。好')).toMatchObject({ text: '', isComplete: true });
    expect(make('本季度完成了升级。\n\n', '\n下一步继续推进。好').text).toBe('下一步继续推进。');
  });

  it('takes several items in a list, all of them whole', () => {
    expect(make('- 知识库\n- ', '意图识别\n- 工单流转\n- 满意').text).toBe('意图识别\n- 工单流转');
    expect(make('- 知识库', '\n- 意图识别\n- 工单流转\n\n正文').text).toBe('\n- 意图识别\n- 工单流转');
    expect(make('- 知', '识库\n正文').text).toBe('识库');
    expect(make('- 甲一\n- ', '乙二\n- 丙三\n- 丁四\n- 戊五\n').text).toBe('乙二\n- 丙三\n- 丁四');
    expect(make('要做三件事：\n\n', '- 甲一\n- 乙二\n- 丙').text).toBe('- 甲一\n- 乙二');
  });

  it('counts on in a numbered list, unless each item has the same number', () => {
    const first = '1. 知识库；';
    expect(make(first, '\n1. 意图识别；\n1. 工单流转。\n', { hasEnded: true }).text).toBe(
      '\n2. 意图识别；\n3. 工单流转。',
    );
    expect(make('3、知', '识库；\n7、意图识别。\n').text).toBe('识库；\n4、意图识别。');
    expect(make('1. 甲一\n1. 乙二', '\n1. 丙三\n').text).toBe('\n1. 丙三');
    expect(make(first, '\n7. 意图识别；\n   1. 工单流转；\n').text).toBe('\n2. 意图识别；\n   1. 工单流转；');
  });

  it('ends a heading with its line', () => {
    expect(make('## 一、', '工作概').text).toBe('');
    expect(make('## 一、', '工作概况\n\n正文').text).toBe('工作概况');
    expect(make('# 智能客服', '总结', { hasEnded: true }).text).toBe('总结');
  });

  it('ends before the bracket that closes after the cursor', () => {
    expect(make('三个方面（知识库、', '意图识别、工单）等。', { after: '）。' }).text).toBe('意图识别、工单');
    expect(make('三个方面（知识库、', '意图识别。工单）等。', { after: '）。' }).text).toBe('');
  });

  it('contains no special token, not even the beginning of one', () => {
    for (const token of ['<_end>', '<_user>', '<_bot>', '</s>', '<|im_end|>', '<unk>', '\uFFFD']) {
      expect(make('本季度，', `完成了升级。${token}好`).text, token).toBe('完成了升级。');
    }
    expect(make('本季度，', '完成了升级<_us').raw).toBe('完成了升级');
  });

  it('repeats nothing that stands just before it', () => {
    const before = '我们建立了周例会制度，及时协调解决问题。另外，';
    expect(make(before, '我们建立了周例会制度。好').text).toBe('');
    expect(make(before, '效率提升。我们建立了周例会制度。好').text).toBe('效率提升。');
    expect(make('负责进度延迟和需求变更等风险进度', '进度延迟。好').text).toBe('');
    expect(make('研发部完成了三项任务。研发部完成', '了三项任务。好').text).toBe('');
  });

  it('does not go in circles', () => {
    expect(make('本季度，', '效率上上上升。好').text).toBe('');
    expect(make('本季度，', '提高效率，提高效率。好').text).toBe('');
    expect(make('本季度，', '天天有进步。提高，提高，提高，再提高。好').text).toBe('天天有进步。');
  });

  it('may say again what stands further away', () => {
    const before = `我们建立了周例会制度。${'其他事情很多。'.repeat(30)}另外，`;
    expect(make(before, '我们建立了周例会制度。好').text).toBe('我们建立了周例会制度。');
  });

  it('repeats nothing of what follows the cursor', () => {
    const after = '\n\n下一步继续推进知识库建设。\n';
    expect(make('本季度，', '完成了升级。\n', { after }).text).toBe('完成了升级。');
    expect(make('完成了升级。', '\n\n下一步继续推进知识库建设。好', { after }).text).toBe('');
  });

  it('only ever adds to what it has begun with', () => {
    const answer = '完成了升级。\n\n下一步';
    const steps = [...answer].map((_, index) => make('本季度，', answer.slice(0, index + 1)));
    for (const { raw, text } of steps) expect(raw.startsWith(text)).toBe(true);
  });
});
