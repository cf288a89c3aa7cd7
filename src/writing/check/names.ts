/** A name in a text. */
export interface Name {
  /** As it is written. */
  readonly text: string;
  /** Offset in UTF-16 units. */
  readonly start: number;
  /** What a source must have of it. */
  readonly core: string;
}

// Only forms that say by themselves that they are names: a surname before a title, what ends in a kind of institution, a title in
// Chinese brackets. Others cannot be told from words by rule.

/** Frequent surnames that begin no common word together with a title, as 高 would in 高级工程师. */
const SURNAMES =
  '王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余杜叶程魏苏吕丁沈任姚卢姜崔钟谭陆汪范石廖贾韦付傅邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤';
const TITLES =
  '先生|女士|同志|老师|教授|博士|院士|经理|总经理|总监|主任|副主任|部长|副部长|局长|副局长|处长|科长|书记|副书记|院长|校长|所长|行长|董事长|总裁|秘书长|工程师|律师|医生';
const NO_NAMES = '程序|石油|石化|任务|黄金|周期|范围|严格|万能|史学|陆路|罗列|江苏|江西|田径';
const PERSON = new RegExp(
  `(?<=^|[^\\p{Script=Han}]|[由与和请对向是为])(?!${NO_NAMES})([${SURNAMES}]\\p{Script=Han}{0,2}?)(?:${TITLES})`,
  'gmu',
);
const INSTITUTION =
  /[\p{Script=Han}\w（）()]{2,16}?(有限公司|股份公司|集团公司|大学|研究院|研究所|设计院|医院|银行|委员会)/gu;
/** Such a one is called by a common word, as 商业银行, unless more stands before it. */
const COMMON = /(?:医院|银行|委员会)$/;
/** Words before an institution's name that are no part of it. */
const BEFORE_NAME =
  /^.*(?:[与和由在向对的了为以及从将被把其该各本等是有给同经于到]|会同|联合|委托|依托|根据|按照)/u;
const WORK = /《[^《》\n]{2,40}》/g;
const ENGLISH =
  /\b(?:(?:Mr|Ms|Mrs|Dr|Prof)\.? [A-Z][\w-]+(?: [A-Z][\w-]+)?|(?:[A-Z][\w&-]+ ){1,4}(?:Inc|Ltd|LLC|Corp|Corporation|Company|University|Institute|Bank|Hospital)\b)/g;

/** The names in a text, in their order. */
export function namesIn(text: string): Name[] {
  const names = [PERSON, WORK, ENGLISH].flatMap((pattern) =>
    [...text.matchAll(pattern)].map(
      (match): Name => ({
        text: match[0],
        start: match.index,
        // A person may have another title elsewhere, a work no brackets.
        core: match[1] ?? match[0].replace(/^《|》$/g, ''),
      }),
    ),
  );
  const institutions = [...text.matchAll(INSTITUTION)].flatMap((match): Name[] => {
    const [whole, kind = ''] = match;
    const own = whole.slice(0, -kind.length);
    const [before = ''] = BEFORE_NAME.exec(own) ?? [];
    const name = whole.slice(before.length);
    const isOwn = own.length - before.length >= (COMMON.test(name) ? 3 : 2);
    return isOwn ? [{ text: name, start: match.index + before.length, core: name }] : [];
  });
  return [...names, ...institutions].sort((a, b) => a.start - b.start);
}
