import type { SecretKey } from '../secretKeys.ts';

const DAY_MS = 86_400_000;
/** How long addresses work that were made with a key which has been retired. */
export const ADDRESS_DAYS = 30;

/** The key that an address was made with. */
export interface AddressKey {
  readonly id: string;
  readonly isCurrent: boolean;
  /** From then on the address is refused; null: not as far as is known. */
  readonly refusedFrom: Date | null;
}

/** The key as addresses made with it are judged; `position` among all keys. */
export const addressKeyOf = ({ id, retiredAt }: SecretKey, position: number): AddressKey => ({
  id,
  isCurrent: position === 0,
  refusedFrom: retiredAt && new Date(retiredAt.getTime() + ADDRESS_DAYS * DAY_MS),
});
