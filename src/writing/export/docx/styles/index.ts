import type { ExportStyle } from '../../exportStyles.ts';
import { business } from './business.ts';
import { official } from './official.ts';
import { plain } from './plain.ts';
import { thesis } from './thesis.ts';
import type { WordStyle } from './wordStyle.ts';

/** The styles that come with the product. */
export const WORD_STYLES: Record<ExportStyle, WordStyle> = { business, official, thesis, plain };
