import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Message } from '../../engine/engine.ts';
import { abortSignalOf } from '../../shared/abort.ts';
import { isAbort } from '../../shared/errors.ts';
import { prepareBrief } from '../../writing/brief/brief.ts';
import { answerChat } from '../../writing/chat/chatAnswer.ts';
import { chatOf } from '../../writing/chat/chatOf.ts';
import type { Material } from '../../writing/chat/material.ts';
import { findKind } from '../../writing/documents/index.ts';
import { planOutline, writeDocument } from '../../writing/draft/composer.ts';
import type { EngineProvider } from '../engineProvider.ts';
import { settings } from '../settings.ts';
import { fileMaterial } from './materialPicker.ts';

/** The participant's id in package.json. */
const PARTICIPANT = 'telechat-writer.telechat';

interface Task {
  readonly request: vscode.ChatRequest;
  readonly stream: vscode.ChatResponseStream;
  readonly signal: AbortSignal;
}

/** Registers `@telechat` in VS Code's own chat; where the editor has none, nothing happens. */
export function registerChatParticipant(
  engines: EngineProvider,
  extensionUri: vscode.Uri,
): vscode.Disposable {
  if (typeof vscode.chat?.createChatParticipant !== 'function') return { dispose: () => undefined };
  const participant = vscode.chat.createChatParticipant(
    PARTICIPANT,
    async (request, { history }, stream, token) => {
      const task = { request, stream, signal: abortSignalOf(token) };
      try {
        await (request.command
          ? writeInto(engines, task)
          : answerInto({ engines, extensionUri }, task, history));
      } catch (error) {
        if (!isAbort(error)) throw error;
      }
    },
  );
  participant.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'activity-bar.svg');
  return participant;
}

/** A command names a kind; the first line after it is the topic, the lines that follow are key points. */
async function writeInto(engines: EngineProvider, { request, stream, signal }: Task): Promise<void> {
  const kind = findKind(request.command ?? '');
  const [topic = '', ...points] = request.prompt.split('\n').map((line) => line.trim());
  const language = settings.writingLanguage();
  const length = settings.writingLength() ?? kind.typicalLength;
  const engine = engines.get();
  stream.progress(l10n.t('Planning the outline'));
  const brief = await prepareBrief(engine, {
    kind: kind.id,
    topic,
    points: points.filter(Boolean),
    length,
    language,
  });
  if (brief.note) stream.markdown(`*${brief.note}*\n\n`);
  const outline = await planOutline(engine, brief, signal);
  for await (const event of writeDocument(engine, brief, outline, signal)) {
    if (event.type === 'text') stream.markdown(event.delta);
  }
}

async function answerInto(
  { engines, extensionUri }: { readonly engines: EngineProvider; readonly extensionUri: vscode.Uri },
  { request, stream, signal }: Task,
  history: vscode.ChatContext['history'],
): Promise<void> {
  const materials = await Promise.all(request.references.map((each) => materialOf(each, extensionUri)));
  const given = materials.filter((material) => material !== undefined);
  const chat = chatOf(history.map(saidIn), request.prompt, given);
  let isThinking = false;
  for await (const event of answerChat(engines.get(), chat, 'chat:participant', signal)) {
    if (event.type === 'thinking' && !isThinking) stream.progress(l10n.t('Thinking…'));
    isThinking = event.type === 'thinking';
    if (event.type === 'text') stream.markdown(event.text);
  }
}

function saidIn(turn: vscode.ChatRequestTurn | vscode.ChatResponseTurn): Message {
  if (turn instanceof vscode.ChatRequestTurn) return { role: 'user', content: turn.prompt };
  const texts = turn.response.map((part) =>
    part instanceof vscode.ChatResponseMarkdownPart ? part.value.value : '',
  );
  return { role: 'bot', content: texts.join('') };
}

/** A file, a part of one, or a text that was attached; anything else is nothing that TeleChat can read. */
async function materialOf(
  { id, value }: vscode.ChatPromptReference,
  extensionUri: vscode.Uri,
): Promise<Material | undefined> {
  if (typeof value === 'string') return { name: id, text: value };
  const isLocation = value instanceof vscode.Location;
  const uri = isLocation ? value.uri : value;
  if (!(uri instanceof vscode.Uri)) return undefined;
  if (!isLocation) return fileMaterial(extensionUri, uri);
  const document = await vscode.workspace.openTextDocument(uri);
  const name = vscode.workspace.asRelativePath(uri, false);
  return { name, text: document.getText(value.range) };
}
