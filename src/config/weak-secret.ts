const placeholder = /change.?me|change.?this|your.?secret|secret.?key|password|example|placeholder|^magazin/i;
const leastKinds = 10;
const leastPeriod = 16;

/** Why a secret can be guessed, whatever its length; undefined where it looks random. */
export function weaknessOf(secret: string): string | undefined {
  if (placeholder.test(secret)) return 'is a placeholder';
  if (new Set(secret).size < leastKinds) return 'has too few different characters';
  if (periodOf(secret) < leastPeriod) return 'repeats itself';
  if (isSequence(secret)) return 'is a sequence';
  return undefined;
}

/** Of `abcabcabc` three. */
function periodOf(text: string): number {
  for (let period = 1; period < text.length; period++)
    if (text.slice(period) === text.slice(0, text.length - period)) return period;
  return text.length;
}

/** Most characters follow the one before, as in `abcdef…` or `0123…`. */
function isSequence(text: string): boolean {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).filter((code, at) => Math.abs(code - (codes[at] ?? 0)) === 1).length;
  return steps > codes.length / 2;
}
