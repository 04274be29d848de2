import type { IncomingMessage } from 'node:http';
import { tooMany } from './rateLimiting.ts';
import { isStreamBody, type Route } from './route.ts';

/** Seconds until a refused request is worth repeating. */
const RETRY_SECONDS = 1;

export interface BackPressure {
  /** Counts the body of a request that brings in data, until the returned function is called. Throws a 429 when there is too much in progress already. */
  admit(route: Route, request: IncomingMessage): () => void;
}

/**
 * Bounds the bodies that are in progress at a time, from before they are read until they are stored: what this process can't store fast enough waits at the senders, and
 * not in its memory. Streamed bodies are read only as fast as they are stored, and count for nothing.
 */
export function backPressure({ maxBytes, maxBodyBytes }: { maxBytes: number; maxBodyBytes: number }): BackPressure {
  let inProgress = 0;
  return {
    admit({ scope, body }, { headers }) {
      if (scope !== 'ingest' || body === undefined || isStreamBody(body)) return () => undefined;
      // Without a length it may have any; a longer one is refused when it is read.
      const bytes = Math.min(Number(headers['content-length'] ?? maxBodyBytes), maxBodyBytes);
      if (inProgress > 0 && inProgress + bytes > maxBytes) {
        throw tooMany('More data is coming in than can be stored at the moment.', RETRY_SECONDS);
      }
      inProgress += bytes;
      return () => {
        inProgress -= bytes;
      };
    },
  };
}
