/** Folded text compares without accents, case or repeated spaces: «Batería  800 A» and «bateria 800 a» are one name. */
export const fold = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[\s\u00a0]+/g, " ")
    .trim();

/** Codes compare without accents, case, spaces or separators: «BP-0412» is «bp 0412». */
export const foldCode = (text: string): string => fold(text).replace(/[\s._/-]+/g, "");
