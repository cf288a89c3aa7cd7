import * as vscode from 'vscode';

/** A person went back to the step before, or left the form. */
export type Moved = 'back' | 'cancelled';

/** What a step was answered with, or that the person moved away from it. */
export type Answer<T> = { readonly value: T } | { readonly moved: Moved };

interface Step {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
}

/** A step with a box; `value` is in it at first. */
export interface TextStep extends Step {
  readonly value: string;
  readonly prompt: string;
  readonly placeholder: string;
  /** @returns what is wrong with it, or undefined */
  readonly validate: (value: string) => string | undefined;
}

/** A step with a list, whose `active` item is under the cursor at first. */
export interface ChoiceStep<T extends vscode.QuickPickItem> extends Step {
  readonly items: readonly T[];
  readonly active: T | undefined;
  readonly placeholder: string;
}

/** One line of text, checked while it is typed. */
export function askText(step: TextStep): Promise<Answer<string>> {
  const input = vscode.window.createInputBox();
  input.value = step.value;
  input.prompt = step.prompt;
  input.placeholder = step.placeholder;
  const check = () => {
    input.validationMessage = step.validate(input.value) ?? '';
  };
  return ask(input, step, (accept) => [
    input.onDidChangeValue(check),
    input.onDidAccept(() => {
      check();
      if (!input.validationMessage) accept(input.value);
    }),
  ]);
}

/** One of several items. */
export function askChoice<T extends vscode.QuickPickItem>(step: ChoiceStep<T>): Promise<Answer<T>> {
  const pick = vscode.window.createQuickPick<T>();
  pick.items = step.items;
  pick.placeholder = step.placeholder;
  pick.matchOnDescription = true;
  if (step.active) pick.activeItems = [step.active];
  return ask(pick, step, (accept) => [
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (item) accept(item);
    }),
  ]);
}

async function ask<T>(
  input: vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>,
  step: Step,
  listen: (accept: (value: T) => void) => vscode.Disposable[],
): Promise<Answer<T>> {
  input.title = step.title;
  input.step = step.step;
  input.totalSteps = step.totalSteps;
  input.ignoreFocusOut = true;
  input.buttons = step.step > 1 ? [vscode.QuickInputButtons.Back] : [];
  let listeners: vscode.Disposable[] = [];
  try {
    return await new Promise<Answer<T>>((resolve) => {
      listeners = [
        ...listen((value) => resolve({ value })),
        input.onDidTriggerButton(() => resolve({ moved: 'back' })),
        input.onDidHide(() => resolve({ moved: 'cancelled' })),
      ];
      input.show();
    });
  } finally {
    for (const listener of listeners) listener.dispose();
    input.dispose();
  }
}
