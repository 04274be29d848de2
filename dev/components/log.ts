/** Prints one line for a person, given without a line break. */
export type Log = (line: string) => void;

/** The default: components print nothing. */
export const silent: Log = () => {};
