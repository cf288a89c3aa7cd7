import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { EngineInfo, Message } from '../../engine/engine.ts';
import { abortSignalOf } from '../../shared/abort.ts';
import { isAbort, UsageError } from '../../shared/errors.ts';
import { answerChat } from '../../writing/chat/chatAnswer.ts';
import { answerTokensFor } from '../../writing/chat/chatContext.ts';
import { chatOf } from '../../writing/chat/chatOf.ts';
import type { EngineProvider } from '../engineProvider.ts';

/** The vendor in package.json. */
const VENDOR = 'telechat';
/** Context that is promised while the model is not loaded: TeleChat's training length, which every release has. */
const LEAST_CONTEXT = 8192;

type LanguageModelMessage = vscode.LanguageModelChatRequestMessage;

/** TeleChat in VS Code's model picker, and for other extensions. No model is loaded before it is asked for something. */
class LanguageModelProvider implements vscode.LanguageModelChatProvider, vscode.Disposable {
  private model: EngineInfo;
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeLanguageModelChatInformation = this.changed.event;
  private readonly subscription: vscode.Disposable;

  constructor(private readonly engines: EngineProvider) {
    this.model = engines.idle;
    this.subscription = engines.onStateChange((info) => {
      // What was loaded stays known while it is not, until another engine takes its place.
      if (info.state !== 'ready' && info.model !== '') return;
      this.model = info;
      this.changed.fire();
    });
  }

  provideLanguageModelChatInformation(): vscode.LanguageModelChatInformation[] {
    const { model, server, contextLength: known } = this.model;
    const contextLength = known || LEAST_CONTEXT;
    const maxOutputTokens = answerTokensFor(contextLength);
    return [
      {
        id: 'telechat',
        name: 'TeleChat',
        family: 'telechat',
        version: model || '1',
        tooltip:
          server === undefined
            ? l10n.t('China Telecom’s TeleChat, on this machine')
            : l10n.t('TeleChat, on the server {0}', server),
        maxInputTokens: contextLength - maxOutputTokens,
        maxOutputTokens,
        capabilities: { imageInput: false, toolCalling: false },
      },
    ];
  }

  async provideLanguageModelChatResponse(
    _model: vscode.LanguageModelChatInformation,
    messages: readonly LanguageModelMessage[],
    _options: vscode.ProvideLanguageModelChatResponseOptions,
    progress: vscode.Progress<vscode.LanguageModelResponsePart>,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const conversation = messages.map(messageOf).filter(({ content }) => content.trim() !== '');
    const question = conversation.at(-1);
    if (question?.role !== 'user') {
      throw new UsageError(
        l10n.t('the conversation'),
        l10n.t('it does not end with a question'),
        l10n.t('add a message of the user'),
      );
    }
    const chat = chatOf(conversation.slice(0, -1), question.content);
    const signal = abortSignalOf(token);
    try {
      for await (const event of answerChat(this.engines.get(), chat, 'chat:model', signal)) {
        if (event.type === 'text') progress.report(new vscode.LanguageModelTextPart(event.text));
      }
    } catch (error) {
      throw isAbort(error) ? new vscode.CancellationError() : error;
    }
  }

  async provideTokenCount(
    _model: vscode.LanguageModelChatInformation,
    text: string | LanguageModelMessage,
  ): Promise<number> {
    const content = typeof text === 'string' ? text : messageOf(text).content;
    return content === '' ? 0 : this.engines.get().countTokens([{ role: 'user', content }]);
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }
}

/** Registers the provider; where the editor knows no such providers, nothing happens. */
export function registerLanguageModelProvider(engines: EngineProvider): vscode.Disposable {
  if (typeof vscode.lm?.registerLanguageModelChatProvider !== 'function') return { dispose: () => undefined };
  const provider = new LanguageModelProvider(engines);
  return vscode.Disposable.from(provider, vscode.lm.registerLanguageModelChatProvider(VENDOR, provider));
}

/** The text of a message; TeleChat takes nothing else. */
function messageOf({ role, content }: LanguageModelMessage): Message {
  const texts = content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : ''));
  const isUser = role === vscode.LanguageModelChatMessageRole.User;
  return { role: isUser ? 'user' : 'bot', content: texts.join('') };
}
