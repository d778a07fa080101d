/** FNV-1a, 32 bits: the same number for the same text on every machine and in every release. */
export function hash(text: string): number {
  let value = 0x811c9dc5; // offset basis, per the FNV specification
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193); // the 32-bit FNV prime
  }
  return value >>> 0;
}
