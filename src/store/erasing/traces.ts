/** An erased person, as stores have to look for it. */
export interface Traces {
  readonly profileId: string;
  /** All numbers (E.164) of the person. */
  readonly numbers: readonly string[];
  /** Stands for the profile's id in what is kept. */
  readonly pseudonym: string;
}
