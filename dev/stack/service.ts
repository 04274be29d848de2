import type { Log } from '../components/log.ts';
import type { Running } from '../components/running.ts';

export interface ServiceOptions {
  readonly name: string;
  /** Starts the process; resolves when it is ready. */
  readonly launch: () => Promise<Running>;
  /** Whether the process is restarted when it ends by itself. */
  readonly restart: boolean;
  readonly log: Log;
  /** Called whenever the process is started, replaced or has ended. */
  readonly onChange?: () => void;
}

const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;
/** After running for so long, a process counts as stable, and the delays begin again with the first one. */
const STABLE_MS = 60_000;

/** One process of a stack. When it ends by itself, that is reported and it is restarted, with increasing delays. */
export class Service {
  readonly name: string;
  readonly #options: ServiceOptions;
  #running: Running | null = null;
  #launching: Promise<void> | null = null;
  /** Aborted to cancel a restart; null while the process must not be restarted. */
  #wanted: AbortController | null = null;
  #delayMs = FIRST_DELAY_MS;

  constructor(options: ServiceOptions) {
    this.name = options.name;
    this.#options = options;
  }

  /** Process id; null when the process is not running, or for an external server. */
  get pid(): number | null {
    return this.#running?.pid ?? null;
  }

  /** Starts the process if it isn't running; resolves when it is ready. */
  async start(): Promise<void> {
    this.#wanted ??= new AbortController();
    if (this.#running === null) await this.#launchOnce();
  }

  /** Sends a signal and waits for the process to end. It is not restarted until `start`. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    await this.#end(async (running) => {
      running.kill(signal);
      await running.ended;
    });
  }

  /** Ends the process cleanly and waits for that. It is not restarted until `start`. */
  async stop(): Promise<void> {
    await this.#end((running) => running.stop());
  }

  /** Sends SIGKILL without waiting. */
  abandon(): void {
    this.#wanted?.abort();
    this.#wanted = null;
    this.#running?.kill('SIGKILL');
  }

  async #end(how: (running: Running) => Promise<void>): Promise<void> {
    this.#wanted?.abort();
    this.#wanted = null;
    // A process that is just starting has no handle yet.
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
      if (Date.now() - startedAt > STABLE_MS) this.#delayMs = FIRST_DELAY_MS;
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
      log(`${this.name} ${reason}\n${this.name} restarts in ${this.#delayMs / 1000} s.`);
      await pause(this.#delayMs, wanted);
      if (wanted.aborted) return;
      this.#delayMs = Math.min(this.#delayMs * 2, MAX_DELAY_MS);
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

/** Waits until the time has passed or `signal` aborts. */
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
