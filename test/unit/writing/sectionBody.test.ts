import { describe, expect, it } from 'vitest';
import { SectionBody } from '../../../src/writing/sections/sectionBody.ts';
import { RepetitionGuard } from '../../../src/writing/text/repetitionGuard.ts';

const LIMITS = { endAtParagraph: 10, endAtSentence: 60, endAtClause: 70, cutAt: 80 };

/** The body that comes of an answer. */
function bodyOf(answer: string): string {
  const body = new SectionBody(new RepetitionGuard());
  body.begin(LIMITS);
  for (const _ of body.take(answer));
  body.end();
  return body.text;
}

describe('The body of a section that is long enough', () => {
  it('ends with the paragraph', () => {
    expect(bodyOf('客服中心全年共接待来电一万余次。\n\n下一段不再需要。')).toBe(
      '客服中心全年共接待来电一万余次。',
    );
  });

  it.each(['：', ':'])('ends at no paragraph that announces the next one with %s', (colon) => {
    const announced = `客服中心全年主要做了以下两项工作${colon}\n\n建成知识库并收录千余条目。`;
    expect(bodyOf(`${announced}\n\n下一段不再需要。`)).toBe(announced);
  });
});
