/**
 * Cuts a SQL file at its top-level semicolons, leaving quoted text, dollar-quoted bodies and comments alone.
 * The runner needs the pieces to time each statement; Postgres itself would take the file whole.
 */
export function splitStatements(text: string): string[] {
  const statements: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; ) {
    const end = endOfQuoted(text, at);
    if (end > at) {
      at = end;
      continue;
    }
    if (text[at] === ";") {
      statements.push(text.slice(from, at));
      from = at + 1;
    }
    at += 1;
  }
  statements.push(text.slice(from));
  return statements.map((statement) => statement.trim()).filter(hasCode);
}

function hasCode(statement: string): boolean {
  return statement.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, "").trim() !== "";
}

function after(text: string, closing: string, from: number): number {
  const found = text.indexOf(closing, from);
  return found < 0 ? text.length : found + closing.length;
}

/** Position after the quoted stretch that starts here; the same position when none does. */
function endOfQuoted(text: string, at: number): number {
  const two = text.slice(at, at + 2);
  if (two === "--") return after(text, "\n", at);
  if (two === "/*") return endOfBlockComment(text, at);
  if (text[at] === '"') return after(text, '"', at + 1);
  if (text[at] === "'") return endOfString(text, at);
  if (text[at] === "$" && !/[\w$]/.test(text[at - 1] ?? "")) {
    const tag = /^\$(?:[A-Za-z_]\w*)?\$/.exec(text.slice(at, at + 64))?.[0];
    if (tag) return after(text, tag, at + tag.length);
  }
  return at;
}

function endOfString(text: string, at: number): number {
  const takesEscapes = /[eE]/.test(text[at - 1] ?? "") && !/\w/.test(text[at - 2] ?? "");
  if (!takesEscapes) return after(text, "'", at + 1);
  for (let end = at + 1; end < text.length; end += 1) {
    if (text[end] === "\\") end += 1;
    else if (text[end] === "'") return end + 1;
  }
  return text.length;
}

/** Block comments nest in Postgres. */
function endOfBlockComment(text: string, at: number): number {
  let depth = 0;
  for (let end = at; end < text.length; ) {
    const two = text.slice(end, end + 2);
    if (two === "/*") depth += 1;
    if (two === "*/") depth -= 1;
    end += two === "/*" || two === "*/" ? 2 : 1;
    if (depth === 0) return end;
  }
  return text.length;
}
