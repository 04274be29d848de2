/** Takes one line for a human, without a line break. */
export type Log = (line: string) => void;

/** The default: components are silent unless told where to speak. */
export const silent: Log = () => {};
