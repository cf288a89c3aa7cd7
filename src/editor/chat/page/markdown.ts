import createMarkdown from 'markdown-it';
import cjkFriendly from 'markdown-it-cjk-friendly';

const markdown = createMarkdown({ html: false, breaks: true }).use(cjkFriendly);

// Nothing is fetched for an answer: in the place of an image stands what it shows.
markdown.renderer.rules.image = (tokens, index) => {
  const text = tokens[index]?.content ?? '';
  return markdown.utils.escapeHtml(text);
};

/** HTML of a Markdown text, in which HTML is text. */
export function markdownToHtml(text: string): string {
  return markdown.render(text);
}
