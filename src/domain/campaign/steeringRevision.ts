/** Higher than any that a workflow comes to: the campaign was marked as stopped, and nothing of it is sent any more. */
export const FINAL_REVISION = Number.MAX_SAFE_INTEGER;
