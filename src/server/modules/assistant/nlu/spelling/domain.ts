/** How alike two words sound and look, for people who type with one thumb. */

/** One key for spellings that sound the same in Latin America: s/c/z, b/v, ll/y, g/j, k/qu, silent h. */
export function soundOf(word: string): string {
  return word
    .replace(/ch/g, "X")
    .replace(/h/g, "")
    .replace(/qu(?=[ei])/g, "k")
    .replace(/gu(?=[ei])/g, "G")
    .replace(/g(?=[ei])/g, "j")
    .replace(/c(?=[ei])/g, "s")
    .replace(/[ckq]/g, "k")
    .replace(/z/g, "s")
    .replace(/v|w/g, "b")
    .replace(/ll/g, "y")
    .replace(/x/g, "s")
    .replace(/ñ/g, "n")
    .replace(/y$/g, "i")
    .replace(/(.)\1+/g, "$1");
}

/** Plural and final «e» off, the same on both sides: «cables» and «cable» meet at «cabl». */
export function stem(word: string): string {
  if (word.length < 4 || /\d/.test(word)) return word;
  const singular = word.endsWith("s") ? word.slice(0, -1) : word;
  return singular.length >= 5 && singular.endsWith("e") ? singular.slice(0, -1) : singular;
}

/** Mistakes forgiven: none in short words, one from four letters, two above seven. */
export const allowedDistance = (length: number): number => (length < 4 ? 0 : length <= 7 ? 1 : 2);

/** Edits with swapped neighbours counted once; gives up past `limit`. */
export function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let older: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= right.length; column += 1) {
      const same = left.charCodeAt(row - 1) === right.charCodeAt(column - 1);
      let value = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const isSwap =
        row > 1 &&
        column > 1 &&
        left.charCodeAt(row - 1) === right.charCodeAt(column - 2) &&
        left.charCodeAt(row - 2) === right.charCodeAt(column - 1);
      if (isSwap) value = Math.min(value, (older[column - 2] ?? 0) + 1);
      current.push(value);
      least = Math.min(least, value);
    }
    if (least > limit) return limit + 1;
    older = previous;
    previous = current;
  }
  return previous[right.length] ?? limit + 1;
}

export function trigrams(word: string): readonly string[] {
  const padded = `_${word}_`;
  return Array.from({ length: Math.max(padded.length - 2, 0) }, (_, at) => padded.slice(at, at + 3));
}
