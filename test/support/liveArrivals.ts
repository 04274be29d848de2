import type { ProfileEvent } from '../../src/domain/audience/event.ts';
import type { Decision, Known, LiveRules } from '../../src/domain/live/rules.ts';
import type { Trigger } from '../../src/domain/live/trigger.ts';

/** What was sent to whom, and when. */
export interface Sent {
  readonly trigger: Trigger;
  readonly at: Date;
  readonly decision: Extract<Decision, { kind: 'send' }>;
}

/** Plays what ingestion and the cut do with the rules of one campaign, without a store: triggers first, events second; of events with one id the first stays. */
export function liveArrivals(rules: LiveRules) {
  const waiting = new Map<string, Trigger>();
  const cut = new Set<string>();
  const stored = new Map<string, ProfileEvent>();
  const sent: Sent[] = [];

  const insert = (triggers: readonly Trigger[]): void => {
    for (const trigger of triggers) if (!waiting.has(trigger._id)) waiting.set(trigger._id, trigger);
  };

  const play = {
    sent,
    waiting: waiting as ReadonlyMap<string, Trigger>,
    stored: () => [...stored.values()],
    insert,

    /** Events of one request. With `crash` the process ends before they are stored. */
    receive(events: readonly ProfileEvent[], now: Date, { crash = false } = {}): void {
      insert(events.flatMap((event) => rules.candidatesOf(event, now)));
      if (crash) return;
      for (const event of events) {
        const id = [event.profileId, event.name, event._id].join(' ');
        if (!stored.has(id)) stored.set(id, event);
      }
    },

    /** Decides on what is due. Returns the triggers that were decided on for good. */
    cut(now: Date, profileOf: (id: string) => Known['profile'] = () => null): Trigger[] {
      const final: Trigger[] = [];
      for (const trigger of [...waiting.values()].filter(({ dueAt }) => dueAt <= now)) {
        const { profileId } = trigger;
        const events = [...stored.values()].filter(
          (event) => event.profileId === profileId && rules.eventNames.includes(event.name),
        );
        const decision = rules.decide(trigger, { profile: profileOf(profileId), events, now });
        if (decision.kind === 'later') {
          waiting.set(trigger._id, { ...trigger, dueAt: decision.at });
          continue;
        }
        waiting.delete(trigger._id);
        final.push(trigger);
        if (decision.kind === 'drop' || cut.has(trigger._id)) continue;
        cut.add(trigger._id);
        sent.push({ trigger, at: now, decision });
      }
      return final;
    },

    /** A profile was written: what waits for it may be due at another time. */
    lookAgain(profileId: string, now: Date): void {
      for (const trigger of waiting.values()) {
        if (trigger.profileId === profileId && trigger.dueAt > now)
          waiting.set(trigger._id, { ...trigger, dueAt: now });
      }
    },

    /** Cuts whenever a trigger is due, until an instant, which is included. */
    runUntil(end: Date, profileOf?: (id: string, now: Date) => Known['profile']): void {
      for (;;) {
        const next = Math.min(...[...waiting.values()].map(({ dueAt }) => dueAt.getTime()));
        if (next > end.getTime()) return;
        const now = new Date(next);
        play.cut(now, (id) => profileOf?.(id, now) ?? null);
      }
    },
  };
  return play;
}
