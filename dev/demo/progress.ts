const BAR = 30;

/** One line that is rewritten in a terminal; elsewhere a new line whenever a tenth more is done. */
export class ProgressLine {
  readonly #isTerminal: boolean;
  #tenths = 0;

  constructor(isTerminal: boolean) {
    this.#isTerminal = isTerminal;
  }

  show(done: number, total: number, remark: string): void {
    const share = total === 0 ? 1 : Math.min(1, done / total);
    const bar = '█'.repeat(Math.round(share * BAR)).padEnd(BAR, '░');
    const line = `    ${bar} ${String(done).padStart(String(total).length)} of ${total}  ${remark}`;
    if (this.#isTerminal) {
      process.stdout.write(`\r\u001b[2K${line}`);
      return;
    }
    const tenths = Math.floor(share * 10);
    if (tenths > this.#tenths) process.stdout.write(`${line}\n`);
    this.#tenths = Math.max(this.#tenths, tenths);
  }

  /** Leaves the line as it is, and goes on below it. */
  end(): void {
    if (this.#isTerminal) process.stdout.write('\n');
  }
}
