/** The finalizer of MurmurHash3, which is in the public domain: https://github.com/aappleby/smhasher. */
function mixed(hash: number): number {
  const first = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  return second ^ (second >>> 16);
}

/** One step of a Weyl sequence, 2^32 over the golden ratio: it keeps keys of zero apart. */
const STEP = 0x9e3779b9;

/** A fraction in [0, 1) that looks drawn at random and follows from the keys, whole numbers, alone. */
export function fractionOf(...keys: readonly number[]): number {
  const hash = keys.reduce((sofar, key) => mixed((sofar ^ key) + STEP), 0);
  return (hash >>> 0) / 2 ** 32;
}
