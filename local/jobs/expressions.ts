import { type ASTNode, parse } from "@marcbachmann/cel-js";

/**
 * CEL as the cloud evaluates it: an absent key is null instead of an error, and numbers compare across their types. The parser is
 * borrowed; evaluation is ours because the library raises on absent keys, which would turn a harmless filter into a lost event.
 */
type Scope = Readonly<Record<string, unknown>>;

const parsed = new Map<string, ASTNode>();
const CACHE_MAX = 2_000;

function astOf(expression: string): ASTNode {
  const known = parsed.get(expression);
  if (known) return known;
  if (parsed.size >= CACHE_MAX) parsed.clear();
  const { ast } = parse(expression);
  parsed.set(expression, ast);
  return ast;
}

export function evaluate(expression: string, scope: Scope): unknown {
  return run(astOf(expression), scope);
}

export function isTrue(expression: string, scope: Scope): boolean {
  try {
    return evaluate(expression, scope) === true;
  } catch {
    return false; // arithmetic on an absent key never matches, as in the cloud
  }
}

/** Null when the expression yields nothing usable: callers decide whether that is an error. */
export function keyOf(expression: string, scope: Scope): string | null {
  const value = evaluate(expression, scope);
  if (value === null || value === undefined) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

const EQUALITY = /^\s*event\.([\w.]+)\s*==\s*async\.([\w.]+)\s*$/;

/** `event.X == async.X` can be looked up in an index instead of being evaluated against every open wait. */
export function indexableMatch(expression: string | null): string | null {
  const [, left, right] = EQUALITY.exec(expression ?? "") ?? [];
  return left !== undefined && left === right ? left : null;
}

export function valueAt(path: string, payload: unknown): string {
  const value = path.split(".").reduce<unknown>((at, key) => field(at, key), payload);
  return JSON.stringify(value ?? null);
}

function field(target: unknown, key: unknown): unknown {
  if (Array.isArray(target)) return typeof key === "number" ? (target[key] ?? null) : null;
  if (target === null || typeof target !== "object") return null;
  return Object.hasOwn(target, String(key)) ? ((target as Record<string, unknown>)[String(key)] ?? null) : null;
}

function equal(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => equal(field(left, key), field(right, key)));
}

function compare(left: unknown, right: unknown): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left === "string" && typeof right === "string") return left < right ? -1 : left > right ? 1 : 0;
  if (typeof left === "boolean" && typeof right === "boolean") return Number(left) - Number(right);
  return Number.NaN; // values that have no order compare false either way
}

function arithmetic(op: string, left: unknown, right: unknown): unknown {
  if (op === "+" && typeof left === "string" && typeof right === "string") return left + right;
  if (op === "+" && Array.isArray(left) && Array.isArray(right)) return [...left, ...right];
  if (typeof left !== "number" || typeof right !== "number") throw new Error(`cannot apply ${op} to ${typeof left}`);
  switch (op) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return left / right;
    default:
      return left % right;
  }
}

const sizeOf = (value: unknown): number => {
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  return value === null || typeof value !== "object" ? 0 : Object.keys(value).length;
};

const stringOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

function callFunction(name: string, args: readonly ASTNode[], scope: Scope): unknown {
  const [first] = args;
  if (first === undefined) throw new Error(`${name}() needs an argument`);
  const value = run(first, scope);
  switch (name) {
    case "has":
      return value !== null && value !== undefined;
    case "size":
      return sizeOf(value);
    case "string":
      return stringOf(value);
    case "int":
      return Math.trunc(Number(value));
    case "double":
      return Number(value);
    case "bool":
      return value === true || value === "true";
    default:
      throw new Error(`unknown function ${name}()`);
  }
}

function callMethod(name: string, target: unknown, args: readonly ASTNode[], scope: Scope): unknown {
  const [first, second] = args;
  if (name === "size") return sizeOf(target);
  if (name === "lowerAscii" || name === "upperAscii") {
    return typeof target !== "string" ? null : name === "lowerAscii" ? target.toLowerCase() : target.toUpperCase();
  }
  if (first === undefined) throw new Error(`${name}() needs an argument`);
  if (second !== undefined && first.op === "id") {
    const each = (item: unknown) => run(second, { ...scope, [first.args]: item });
    const items = Array.isArray(target) ? target : Object.keys((target as object | null) ?? {});
    switch (name) {
      case "exists":
        return items.some((item) => each(item) === true);
      case "all":
        return items.every((item) => each(item) === true);
      case "filter":
        return items.filter((item) => each(item) === true);
      case "map":
        return items.map(each);
    }
  }
  if (typeof target !== "string") return false;
  const argument = stringOf(run(first, scope));
  switch (name) {
    case "startsWith":
      return target.startsWith(argument);
    case "endsWith":
      return target.endsWith(argument);
    case "contains":
      return target.includes(argument);
    case "matches":
      return new RegExp(argument).test(target);
    default:
      throw new Error(`unknown method ${name}()`);
  }
}

function contains(container: unknown, item: unknown): boolean {
  if (Array.isArray(container)) return container.some((entry) => equal(entry, item));
  return container !== null && typeof container === "object" && Object.hasOwn(container, String(item));
}

function run(node: ASTNode, scope: Scope): unknown {
  switch (node.op) {
    case "value":
      return typeof node.args === "bigint" ? Number(node.args) : node.args;
    case "id":
      return field(scope, node.args);
    case ".":
    case ".?":
      return field(run(node.args[0], scope), node.args[1]);
    case "[]":
    case "[?]":
      return field(run(node.args[0], scope), run(node.args[1], scope));
    case "call":
      return callFunction(node.args[0], node.args[1], scope);
    case "rcall":
      return callMethod(node.args[0], run(node.args[1], scope), node.args[2], scope);
    case "list":
      return node.args.map((item) => run(item, scope));
    case "map":
      return Object.fromEntries(node.args.map(([key, value]) => [stringOf(run(key, scope)), run(value, scope)]));
    case "?:":
      return run(node.args[0], scope) === true ? run(node.args[1], scope) : run(node.args[2], scope);
    case "||":
      return run(node.args[0], scope) === true || run(node.args[1], scope) === true;
    case "&&":
      return run(node.args[0], scope) === true && run(node.args[1], scope) === true;
    case "!_":
      return run(node.args, scope) !== true;
    case "-_":
      return arithmetic("-", 0, run(node.args, scope));
    case "==":
      return equal(run(node.args[0], scope), run(node.args[1], scope));
    case "!=":
      return !equal(run(node.args[0], scope), run(node.args[1], scope));
    case "<":
      return compare(run(node.args[0], scope), run(node.args[1], scope)) < 0;
    case "<=":
      return compare(run(node.args[0], scope), run(node.args[1], scope)) <= 0;
    case ">":
      return compare(run(node.args[0], scope), run(node.args[1], scope)) > 0;
    case ">=":
      return compare(run(node.args[0], scope), run(node.args[1], scope)) >= 0;
    case "in":
      return contains(run(node.args[1], scope), run(node.args[0], scope));
    default:
      return arithmetic(node.op, run(node.args[0], scope), run(node.args[1], scope));
  }
}
