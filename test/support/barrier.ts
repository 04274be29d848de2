/** Blocks callers that await `passed` until `open` is called. */
export interface Barrier {
  readonly passed: Promise<void>;
  readonly open: () => void;
}

export function barrier(): Barrier {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}
