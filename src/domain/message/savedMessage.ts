import { z } from 'zod';

const MAX_NAME = 200;

/** NFC, as the names of properties are. */
export const messageTemplate = z.string().normalize('NFC').min(1).max(5000);

const revision = z.int().min(1).max(1_000_000_000);

/** How campaigns and single messages name a saved message. */
export const savedMessageReference = z.strictObject({
  id: z.string().max(128).describe('id of the saved message'),
  revision: revision
    .optional()
    .describe('the text that it had at this revision, whatever becomes of it; left out: its newest text'),
});
export type SavedMessageReference = z.infer<typeof savedMessageReference>;

export const savedMessageInput = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(MAX_NAME)
    .describe('unique among saved messages; journeys use the saved message by it'),
  template: messageTemplate.describe(
    'the text in Liquid, with {{ profile.NAME }} for properties of the profile. A text with {{ event.NAME }} can be used where an event triggers the message, or data is given',
  ),
});
export type SavedMessageInput = z.infer<typeof savedMessageInput>;

/** A text that campaigns, single messages and journeys use. */
export interface SavedMessage extends SavedMessageInput {
  readonly _id: string;
  /** Increases with each change. What it was at earlier ones is kept. */
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Name of the API key that made the last change. */
  readonly updatedBy: string;
}

/** The saved message that a text is of. */
export interface SavedRevision {
  readonly id: string;
  readonly revision: number;
}
