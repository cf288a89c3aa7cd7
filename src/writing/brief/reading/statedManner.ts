import { isRole, sentencesOf } from './clauses.ts';
import { withoutLength } from './statedLength.ts';

/** How a brief wants its text to be. */
export interface StatedManner {
  readonly reader: string;
  readonly tone: string;
  /** Whole sentences of the brief that demand something. */
  readonly requirements: readonly string[];
}

const MOST_REQUIREMENTS = 6;
const LONGEST_REQUIREMENT = 80;
const TONE =
  /(?:写作)?(?:风格|语气|口吻|文风|语言|tone|style)\s*(?:[：:]|要|应|须|需|is\b|should be)\s*([^，,。；;\n]{2,30})|(?:语气|口吻|文风)([^，,。；;：:\n]{2,10})/i;
const READER =
  /(?:面向|读者(?:[：:]|[是为])|写给|适合|受众(?:[：:]|[是为])|(?:readers?|audience)(?::| is| are)|intended for|aimed at)\s*([^，,。；;.\n]{2,24}?)(?:的|[，,。；;.\n]|$)/i;
const DEMAND =
  /^(?:\s*(?:[-*•]|\d{1,2}[.、)])\s*)?(?:要求|请?注意|请?确保|不要|不得|避免|必须|尽量|希望|语言|能让|可以穿插|make sure|do not|don't|avoid|please (?:include|avoid|use)|it (?:must|should))/i;

/** Reader, tone and demands, by rule. */
export function statedManner(brief: string): StatedManner {
  const sentences = sentencesOf(brief).filter((sentence) => DEMAND.test(sentence) && !isRole(sentence));
  const requirements = sentences
    .map((sentence) =>
      withoutLength(sentence)
        .replace(/^(?:要求|请?注意)[：:，,]?\s*|[。；;.\s]+$/g, '')
        .trim(),
    )
    .filter((each) => each.length > 3 && each.length <= LONGEST_REQUIREMENT);
  const [, tone, plainTone] = TONE.exec(brief) ?? [];
  return {
    reader: READER.exec(brief)?.[1]?.trim() ?? '',
    tone: (tone ?? plainTone ?? '').trim(),
    requirements: requirements.slice(0, MOST_REQUIREMENTS),
  };
}
