import * as l10n from '@vscode/l10n';

const REPORT_INTERVAL_MS = 500;

/** Words for the progress notification: which section, how fast. */
export class SectionProgress {
  private readonly started = performance.now();
  private characters = 0;
  private heading = '';
  private reported = 0;

  constructor(private readonly report: (message: string) => void) {}

  /** @param index 0 for the first section */
  start(index: number, count: number, title: string): void {
    this.heading = l10n.t('section {0} of {1}: {2}', index + 1, count, title);
    this.update();
  }

  /** Counts what was written since the last call; reported twice a second at most. */
  add(characters: number): void {
    this.characters += characters;
    if (performance.now() - this.reported >= REPORT_INTERVAL_MS) this.update();
  }

  /** @param thinking how far the model's thinking has come, in words */
  think(thinking: string): void {
    this.report(this.heading ? `${this.heading} · ${thinking}` : thinking);
  }

  private update(): void {
    this.reported = performance.now();
    const seconds = Math.max(this.reported - this.started, 1) / 1000;
    const speed = Math.round(this.characters / seconds);
    this.report(this.characters ? l10n.t('{0} · {1} characters/s', this.heading, speed) : this.heading);
  }
}
