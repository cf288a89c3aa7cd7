import { UserError } from '../../shared/errors.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * What transformers puts before a raw text: the beginning of the post-processor's template, or `bos_token` where
 * `add_bos_token` of tokenizer_config.json says so. What goes after a text (`add_eos_token`) is for training: nothing could go on.
 * @param json the parsed tokenizer.json
 * @param idOf the id of a token; -1 for one that is not there
 * @throws UserError for a post-processor or a token that is not known
 */
export function startOf(json: Fields, config: Fields, idOf: (token: string) => number): number[] {
  const { add_bos_token: wanted } = config;
  const template = templateStart(json.post_processor as Fields | null | undefined);
  if (wanted === false) return [];
  const tokens = template.length === 0 && wanted === true ? [bosOf(config)] : template;
  return tokens.map((token) => {
    const id = idOf(token);
    if (id >= 0) return id;
    throw new UserError(
      `the token ${JSON.stringify(token)}`,
      'it goes before every text, and the vocabulary does not have it',
      'take the tokenizer from the official checkpoint unchanged',
    );
  });
}

function bosOf({ bos_token: token }: Fields): string {
  const content = typeof token === 'object' && token !== null && 'content' in token ? token.content : token;
  return String(content);
}

function templateStart(processor: Fields | null | undefined): string[] {
  if (!processor) return [];
  switch (processor.type) {
    case 'ByteLevel':
      return [];
    case 'Sequence':
      return (processor.processors as readonly Fields[]).flatMap(templateStart);
    case 'TemplateProcessing': {
      const parts = processor.single as readonly { readonly SpecialToken?: { readonly id: string } }[];
      const text = parts.findIndex(({ SpecialToken }) => !SpecialToken);
      return parts.slice(0, text).flatMap(({ SpecialToken }) => SpecialToken?.id ?? []);
    }
    default:
      throw new UserError(
        'post_processor in tokenizer.json',
        `${JSON.stringify(processor.type)} is not computed here`,
        'serve the model with vLLM and set telechat.engine to remote',
      );
  }
}
