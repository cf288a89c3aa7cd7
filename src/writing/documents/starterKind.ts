import type { Language } from '../text/language.ts';

/** A commented file to make a kind of one's own from. @param name of the kind, as the person typed it */
export function starterKindFile(name: string, language: Language): string {
  return language === 'zh' ? chineseStarter(JSON.stringify(name)) : englishStarter(JSON.stringify(name));
}

function chineseStarter(name: string): string {
  return `---
# 文种的名称，会出现在表单、提示词和文稿标题中。
name: ${name}
# 英文名称，可省略。
# englishName: Meeting minutes
# 通常写多少字。
typicalLength: 800

# 表单里除主题、要点、字数之外还要问的栏目，都可以不填。
# shown: true 表示由程序印在标题下面；type: number 表示只收整数。
fields:
  - id: date
    label: 日期
    example: 2026年3月5日
    shown: true
  - id: attendees
    label: 参加人员
    example: 张三、李四、王五
    shown: true

# 程序写在第一节之前、最后一节之后的段落；{date} 代表栏目的内容，栏目没填时整段省略。
# opening:
#   - 各位同事：
# closing:
#   - 特此说明。

# 各节的标题和要点：模型拟不出提纲时使用，也给模型作样子。至少两节。
sections:
  - title: 基本情况
    points: [时间地点, 议题]
  - title: 主要内容
    points: [发言要点, 议定事项]
  - title: 后续安排
    points: [任务分工, 完成时限]

# 提纲怎样安排。
outlineRules: 按议题的先后排列，每个议题一节。
# 语气。
tone: 客观、简洁
# 标题带编号（numbered）或没有标题（none）；正文是段落（prose）或要点列表（bullets）。
headings: numbered
body: prose

# 表单里的示例。
example:
  topic: 三月项目例会
  points: [进度, 问题, 分工]
---

这里写给模型的要求：一篇好的文稿包含什么、怎样写。大模型会照此写作，演示模型不看这一部分。

- 议定事项逐条写明负责人和时限。
- 不写与会者的语气和情绪。

## 示例

这里可以放一小段范文，供模型学习写法，也可以删去。
`;
}

function englishStarter(name: string): string {
  return `---
# Name of the kind: it stands in the form, in prompts and in the document's title.
name: ${name}
# Its English name, if the name is another.
# englishName: Meeting minutes
# Characters (English: words) that such a document usually has.
typicalLength: 800

# What the form asks beyond topic, points and length; every answer may be left out.
# shown: true has the program print it beneath the title; type: number takes whole numbers only.
fields:
  - id: date
    label: Date
    example: 5 March 2026
    shown: true
  - id: attendees
    label: Attendees
    example: Zhang San, Li Si
    shown: true

# Paragraphs that the program writes before the first section and after the last. {date} stands for a field's value;
# a paragraph whose field was left out is dropped.
# opening:
#   - Dear colleagues,
# closing:
#   - Kind regards

# Sections and their points: used where the model finds no outline, and shown to it as an example. Two at least.
sections:
  - title: Background
    points: [time and place, agenda]
  - title: Discussion
    points: [main arguments, decisions]
  - title: Next steps
    points: [tasks, dates]

# How the outline is arranged.
outlineRules: One section for each item of the agenda, in its order.
# Tone.
tone: factual and brief
# Headings are numbered, or there are none; a section's body is prose or bullets.
headings: numbered
body: prose

# An example for the form.
example:
  topic: Project meeting in March
  points: [progress, problems, tasks]
---

Instructions for the model: what a good document of this kind contains and how it is written. Large models follow them;
the demo model does not read this part.

- Say for each decision who carries it out and by when.
- Leave out moods and tones of voice.

## Example

A short sample for the model to learn the manner from; you may delete it.
`;
}
