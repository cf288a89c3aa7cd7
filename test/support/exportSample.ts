/** A document with everything that an export has to carry over, in Chinese and English. */
export const SAMPLE = `---
draft: true
---
# 2026年智慧社区建设工作总结

　　上半年，我们围绕“**智慧社区**”建设，扎实推进各项工作——改造了3~5个小区，覆盖12~15栋楼😀。
专此报告。

## 一、总体情况

### （一）基本数据

**重点：**完成*三项*任务，停用~~旧系统~~，以\`npm run build\`构建，详见[官网](https://example.com/a?b=1&c=2)和https://example.org/x，谢谢[^1]。

| 序号 | 项目 | 完成率 |
|:--:|:-----|----:|
| 1 | 门禁升级 | 98.5% |
| 2 | Wi-Fi coverage | 87%<br>in May |

1. 加强领导；
   - 成立专班；
     1. 周例会；
     2. 月通报。
2. 突出重点。

   第二项还有一段。

## 二、Technical notes

> 让数据多跑路，让群众少跑腿。

\`\`\`ts
const a = 1 < 2 && 'b';
	if (a) run();
\`\`\`

7. 从七开始
8. 第八项

## 三、下一步计划

一是完善机制。二是加大投入。三是加强宣传。

[^1]: 数据来源：管理平台。
`;

const SENTENCE = '为贯彻落实关于进一步加强安全生产工作的决策部署，结合实际制定本方案。';
const WORD = 'x'.repeat(400);
const row = (cells: readonly string[]) => `|${cells.join('|')}|`;
const table = (...rows: readonly (readonly string[])[]) =>
  [row(rows[0] ?? []), row((rows[0] ?? []).map(() => '---')), ...rows.slice(1).map(row)].join('\n');
const nested = (mark: string, step: number) =>
  Array.from({ length: 12 }, (_, depth) => `${' '.repeat(step * depth)}${mark} 第${depth}层${SENTENCE}`).join(
    '\n',
  );
const columns = (content: (column: number) => string) => Array.from({ length: 40 }, (_, at) => content(at));

/** All that could leave its page; each part ends with a word of its own, `末1了` to `末12了`, and a table of narrow columns with 终. */
export const HARD_SAMPLE = `# ${SENTENCE.repeat(14)}末1了

${Array.from({ length: 12 }, (_, at) => `项目${at}：${'内容'.repeat(15)}`).join('\n')}

## 一、${SENTENCE.repeat(12)}末2了

${WORD}末3了 https://example.cn/${'path/'.repeat(60)}

### ${SENTENCE.repeat(30)}末4了

## 二、代码

\`\`\`
${'const value = compute(argument); '.repeat(20)}${WORD}末5了
${'line\n'.repeat(60)}末6了
\`\`\`

## 三、列表

${nested('-', 2)}末7了

${nested('1.', 3)}末8了

## 四、表格

${table(['甲', SENTENCE.repeat(20)], ['1', `${SENTENCE.repeat(80)}末9了`], ['2', `${WORD}末10了`])}

## 五、宽表

${table(
  columns((at) => `列${at}`),
  columns((at) => (at === 39 ? '终' : String(at * 1000))),
)}

> ${WORD}${SENTENCE.repeat(5)}[^1]

[^1]: ${SENTENCE.repeat(100)}末12了
`;
