import type * as vscode from 'vscode';

/** What was typed into the form of one kind. */
export interface FormAnswers {
  topic: string;
  points: string;
  length: string;
  /** By field id. */
  fields: Record<string, string>;
}

/** What was typed the last time, by kind. */
interface Remembered {
  /** Id of the kind that was chosen last. */
  readonly kind?: string;
  readonly answers: Readonly<Record<string, FormAnswers>>;
}

const KEY = 'telechat.lastDocuments';

/** The last answers to the form, for each kind its own. */
export class FormMemory {
  constructor(private readonly memento: vscode.Memento) {}

  get lastKind(): string | undefined {
    return this.read().kind;
  }

  /** @param length of a document of which nothing is remembered */
  answers(kind: string, length: string): FormAnswers {
    const empty: FormAnswers = { topic: '', points: '', length, fields: {} };
    const known = this.read().answers[kind];
    return { ...empty, ...known, fields: { ...known?.fields } };
  }

  /** Remembers the answers for their kind, which is then the last one. */
  async keep(kind: string, answers: FormAnswers): Promise<void> {
    await this.memento.update(KEY, { kind, answers: { ...this.read().answers, [kind]: answers } });
  }

  private read(): Remembered {
    return this.memento.get<Remembered>(KEY) ?? { answers: {} };
  }
}
