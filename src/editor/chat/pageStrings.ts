import * as l10n from '@vscode/l10n';

/** The words of the page, in the editor's language. */
export function pageStrings() {
  return {
    conversation: l10n.t('Conversation'),
    welcome: l10n.t('Ask TeleChat, or have it write for you. It answers on this machine; nothing leaves it.'),
    you: l10n.t('You'),
    question: l10n.t('Question'),
    placeholder: l10n.t('Ask TeleChat'),
    keys: l10n.t('Enter sends, Shift+Enter breaks the line'),
    send: l10n.t('Send'),
    stop: l10n.t('Stop'),
    cancel: l10n.t('Cancel'),
    edit: l10n.t('Edit'),
    editHint: l10n.t('Edit this question; what follows it is replaced'),
    copy: l10n.t('Copy'),
    insert: l10n.t('Insert'),
    insertHint: l10n.t('Insert at the cursor of the editor'),
    replace: l10n.t('Replace'),
    replaceHint: l10n.t('Replace the selection of the editor'),
    newDocument: l10n.t('New Document'),
    newDocumentHint: l10n.t('Open this answer as a new document'),
    regenerate: l10n.t('Regenerate'),
    regenerateHint: l10n.t('Answer again; what follows is replaced'),
    retry: l10n.t('Try Again'),
    attach: l10n.t('Attach…'),
    attachHint: l10n.t('Attach a selection, a document or files as material'),
    material: l10n.t('Material'),
    remove: l10n.t('Remove {0}', '{0}'),
    starting: l10n.t('Loading the model…'),
    reading: l10n.t('Reading, {0}%…', '{0}'),
    thinking: l10n.t('Thinking…'),
    thoughts: l10n.t('Thinking'),
    writing: l10n.t('Writing…'),
    stopped: l10n.t('Stopped.'),
    cutOff: l10n.t('The answer reached its greatest length.'),
    looping: l10n.t('The model began to repeat itself and was stopped.'),
    noAnswer: l10n.t('The model gave no answer.'),
    replaced: l10n.t('What was here before was replaced.'),
    restore: l10n.t('Bring It Back'),
    forgotten: l10n.t('The context was full: the model no longer sees what is above this line.'),
    meter: l10n.t('{0} of {1} tokens', '{0}', '{1}'),
    meterHint: l10n.t('What the conversation and this question take of the model’s context'),
    full: l10n.t('The context is full: with the next question the oldest ones are left out.'),
  };
}

/** Sent to the page when it is ready: it cannot reach the editor's translations itself. */
export type PageStrings = ReturnType<typeof pageStrings>;
