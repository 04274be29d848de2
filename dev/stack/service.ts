import type { Log } from '../components/log.ts';
import type { Running } from '../components/running.ts';

export interface ServiceOptions {
  readonly name: string;
  /** Starts the process; resolves when it serves. */
  readonly launch: () => Promise<Running>;
  /** Whether a process that ends by itself is started again. */
  readonly restart: boolean;
  readonly log: Log;
  /** Called whenever there is another process, or none. */
  readonly onChange?: () => void;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
/** A process that ran for so long was well; its next crash is a first one again. */
const STEADY_MS = 60_000;

/** One process of a stack, kept running: what ends by itself is reported and started again, later and later. */
export class Service {
  readonly name: string;
  readonly #options: ServiceOptions;
  #running: Running | null = null;
  #launching: Promise<void> | null = null;
  /** Aborted to give up a restart that is due; null while nothing is to be restarted. */
  #wanted: AbortController | null = null;
  #delayMs = FIRST_DELAY_MS;

  constructor(options: ServiceOptions) {
    this.name = options.name;
    this.#options = options;
  }

  /** Process id, or null when it is not running (or not ours). */
  get pid(): number | null {
    return this.#running?.pid ?? null;
  }

  /** Starts it, if it isn't running; resolves when it serves. */
  async start(): Promise<void> {
    this.#wanted ??= new AbortController();
    if (this.#running === null) await this.#launchOnce();
  }

  /** Sends a signal and waits for the end. It stays down until `start`. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    await this.#end(async (running) => {
      running.kill(signal);
      await running.ended;
    });
  }

  /** Ends it cleanly and waits for that. It stays down until `start`. */
  async stop(): Promise<void> {
    await this.#end((running) => running.stop());
  }

  /** The last resort: SIGKILL, now, waiting for nothing. */
  abandon(): void {
    this.#wanted?.abort();
    this.#wanted = null;
    this.#running?.kill('SIGKILL');
  }

  async #end(how: (running: Running) => Promise<void>): Promise<void> {
    this.#wanted?.abort();
    this.#wanted = null;
    // What is just starting has no handle yet.
    await this.#launching?.catch(() => {});
    const running = this.#running;
    if (running === null || running.pid === null) return;
    await how(running);
  }

  #launchOnce(): Promise<void> {
    this.#launching ??= this.#launch().finally(() => {
      this.#launching = null;
    });
    return this.#launching;
  }

  async #launch(): Promise<void> {
    const running = await this.#options.launch();
    const startedAt = Date.now();
    this.#running = running;
    this.#options.onChange?.();
    void running.ended.then((what) => {
      this.#running = null;
      this.#options.onChange?.();
      if (Date.now() - startedAt > STEADY_MS) this.#delayMs = FIRST_DELAY_MS;
      if (this.#wanted !== null) void this.#recover(what, this.#wanted.signal);
    });
  }

  async #recover(what: string, wanted: AbortSignal): Promise<void> {
    const { log, restart } = this.#options;
    let reason = what;
    while (!wanted.aborted) {
      if (!restart) {
        log(`${this.name} ${reason}`);
        return;
      }
      log(`${this.name} ${reason}\n${this.name} starts again in ${this.#delayMs / 1000} s.`);
      await pause(this.#delayMs, wanted);
      if (wanted.aborted) return;
      this.#delayMs = Math.min(this.#delayMs * 2, LONGEST_DELAY_MS);
      try {
        if (this.#running === null) await this.#launchOnce();
        log(`${this.name} is back.`);
        return;
      } catch (error) {
        reason = `did not start: ${error instanceof Error ? error.message : String(error)}`;
      }
    }
  }
}

/** Waits, or less when `signal` aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
