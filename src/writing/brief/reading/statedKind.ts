import { forms } from '../../documents/forms/forms.ts';
import { generalKind } from '../../documents/forms/general.ts';
import { type DocumentKind, documentKinds } from '../../documents/index.ts';
import { languageOf } from '../../text/language.ts';
import { askingClauses, firstClauses } from './clauses.ts';

/** How a brief names the kinds that come with the product. */
const SUPPLIED: Readonly<Record<string, RegExp>> = {
  report: /(?:工作|年度|年终|季度|月度|半年|月|年)总结(?!会)|work summary/i,
  plan: /工作计划|work plan/i,
  weekly: /周报|weekly report/i,
  proposal: /(?<!答题|评分)方案|策划[书案]|(?<!research )proposal/i,
  email: /邮件|\be-?mail\b/i,
  ppt: /(?:PPT|幻灯片|演示文稿)(?:大纲|提纲)?|slide (?:outline|deck)|slides\b/i,
  tender: /招标(?:书|文件)|标书|tender|call for bids/i,
  job: /岗位说明书?|职位描述|岗位职责|job description/i,
  essay: /申论|policy essay/i,
};
/** Names of texts with sections that are none of these. */
const GENERAL =
  /文献综述|综述|[\u4e00-\u9fff]{0,4}(?:报告|论文)|教案|教学(?:设计|环节|计划)|(?:入门|公开|培训)?课程?(?!堂|题|本|后|上)|教程|讲义|指南|攻略|[\u4e00-\u9fff]{0,2}(?:手册|说明书)|白皮书|通知|公告|合同|协议书?|制度|(?:商业)?计划书|(?:国内外)?(?:研究)?现状|研究意义|案例分析|(?:会议)?纪要|简报|(?:普法|科普|学术)文章|literature review|lesson plan|research proposal|research paper|paper|thesis|white paper|business plan|case study|(?:user |study )?guide|manual|handbook|syllabus|course|tutorial|memo\b|minutes\b|report|article/i;
/** How a brief calls a text of which it names no kind. */
const ANY = /文章|短文|text\b|piece\b/i;
/** What stands before the name of a kind and is no part of it. */
const BEFORE_NAME = /^(?:.*(?:的|一篇|一份|一个|关于|字|写|份|篇|我|个|撰))+/u;

/** By which a brief asks for a kind and does not name it. */
const ASKED_FOR = /^[写封首段]|发表|风格/;

/** What names a kind, and the kind that it names. */
interface Name {
  readonly words: RegExp;
  readonly kindOf: (said: string) => DocumentKind;
}

/**
 * The kind that a brief asks for by name: one of the nine, one of the person's own, one without sections, or the general one
 * under the name that the brief gives it. In Chinese what is asked for comes last (一篇关于诗的论文), in English first.
 */
export function statedKind(brief: string, ownKinds: readonly DocumentKind[]): DocumentKind | undefined {
  const names = namesOf(ownKinds);
  const isLast = languageOf(brief) === 'zh';
  for (const clause of [...askingClauses(brief), ...firstClauses(brief)]) {
    const found = names.flatMap(({ words, kindOf }) =>
      [...clause.matchAll(new RegExp(words, 'gi'))].map((match) => ({ match, kindOf })),
    );
    const end = ({ match }: (typeof found)[number]) => match.index + match[0].length;
    // Of two names in the same place the longer one, and of two of the same length the one that the product knows.
    const [best] = found.sort((a, b) =>
      isLast ? end(b) - end(a) : a.match.index - b.match.index || b.match[0].length - a.match[0].length,
    );
    if (best) return best.kindOf(best.match[0]);
  }
  return ANY.test(brief) ? generalKind() : undefined;
}

/**
 * The kind of that name, as a model answers it or a person types it.
 * @returns the general one under that name where there is none
 */
export function kindNamed(name: string, ownKinds: readonly DocumentKind[]): DocumentKind {
  const wanted = name.trim();
  const kinds = [...ownKinds, ...documentKinds, ...forms.map(({ kind }) => kind), generalKind()];
  return (
    kinds.find((each) => [each.id, each.name, each.englishName].includes(wanted)) ??
    statedKind(wanted, ownKinds) ??
    generalKind(wanted)
  );
}

function namesOf(ownKinds: readonly DocumentKind[]): Name[] {
  const supplied = documentKinds.map((kind) => ({ words: SUPPLIED[kind.id] ?? nameOf(kind), kind }));
  const own = ownKinds.map((kind) => ({ words: nameOf(kind), kind }));
  return [
    ...[...own, ...supplied].map(({ words, kind }) => ({ words, kindOf: () => kind })),
    ...forms.map(({ words, kind }) => ({ words, kindOf: (said: string) => namedForm(kind, said) })),
    { words: GENERAL, kindOf: (said: string) => generalKind(said.replace(BEFORE_NAME, '')) },
  ];
}

/** A form under the name that the brief gives it: 小说, 个人简介. */
function namedForm(kind: DocumentKind, said: string): DocumentKind {
  if (ASKED_FOR.test(said)) return kind;
  return languageOf(said) === 'zh' || !/\p{Script=Latin}/u.test(said)
    ? { ...kind, name: said }
    : { ...kind, name: said, englishName: said };
}

function nameOf({ name, englishName }: DocumentKind): RegExp {
  return new RegExp(
    [name, englishName].map((each) => each.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|'),
    'i',
  );
}
