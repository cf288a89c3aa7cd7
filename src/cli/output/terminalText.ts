/** What a terminal may take for a command; a carriage return alone would write over the line. */
const COMMANDS = /(?!\r\n)[^\P{Cc}\n\t]/gu;

/** Where the pictures of control characters are in Unicode. */
const PICTURES = 0x2400;
const DELETE = 0x7f;
const PICTURE_OF_DELETE = '␡';

/** A text for a terminal: control characters, which a model, a file or a server may have sent, are pictures of themselves. */
export function terminalText(text: string): string {
  return text.replace(COMMANDS, (character) => {
    const code = character.charCodeAt(0);
    if (code === DELETE) return PICTURE_OF_DELETE;
    return code < DELETE ? String.fromCharCode(PICTURES + code) : '\uFFFD';
  });
}
