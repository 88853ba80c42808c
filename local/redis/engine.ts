import { arg, type Commands, globToRegExp, integer, OK, type Reply } from "./arguments";
import { hashCommands } from "./commands/hashes";
import { keyCommands } from "./commands/keys";
import { listCommands } from "./commands/lists";
import { setCommands } from "./commands/sets";
import { stringCommands } from "./commands/strings";
import { zsetCommands } from "./commands/zsets";
import { Keyspace, RedisError } from "./keyspace";
import { createScripts } from "./scripts";

export type Message = { channel: string; payload: string; pattern: string | null };
type Listener = (message: Message) => void;

export type Engine = {
  execute(command: readonly unknown[]): Reply;
  /** Returns how to stop listening. */
  subscribe(target: string, isPattern: boolean, listener: Listener): () => void;
  flush(): void;
};

const DATA: Commands = {
  ...keyCommands,
  ...stringCommands,
  ...hashCommands,
  ...listCommands,
  ...setCommands,
  ...zsetCommands,
};

export function createEngine(now: () => number): Engine {
  const keys = new Keyspace(now);
  const listeners = new Set<{ target: string; matches: RegExp | null; listener: Listener }>();
  const scripts = createScripts((name, args) => run(name, args));

  function publish(channel: string, payload: string): number {
    let reached = 0;
    for (const { target, matches, listener } of listeners) {
      if (matches === null ? target !== channel : !matches.test(channel)) continue;
      reached++;
      listener({ channel, payload, pattern: matches === null ? null : target });
    }
    return reached;
  }

  function evaluate(sha: string, args: readonly string[]): Reply {
    const count = integer(args, 1);
    if (count < 0 || count > args.length - 2)
      throw new RedisError("ERR Number of keys can't be greater than number of args");
    return scripts.run(sha, args.slice(2, 2 + count), args.slice(2 + count));
  }

  function script(args: readonly string[]): Reply {
    switch (arg(args, 0).toUpperCase()) {
      case "LOAD":
        return scripts.load(arg(args, 1));
      case "EXISTS":
        return args.slice(1).map((sha) => (scripts.has(sha) ? 1 : 0));
      case "FLUSH":
        scripts.flush();
        return OK;
      default:
        throw new RedisError("ERR unknown subcommand of 'script'");
    }
  }

  function run(name: string, args: readonly string[]): Reply {
    switch (name.toUpperCase()) {
      case "EVAL":
      case "EVAL_RO":
        return evaluate(scripts.load(arg(args, 0)), args);
      case "EVALSHA":
      case "EVALSHA_RO":
        return evaluate(arg(args, 0).toLowerCase(), args);
      case "SCRIPT":
        return script(args);
      case "PUBLISH":
        return publish(arg(args, 0), arg(args, 1));
    }
    const command = DATA[name.toUpperCase()];
    if (command === undefined) throw new RedisError(`ERR unknown command '${name}'`);
    return command(keys, args);
  }

  return {
    execute(command) {
      const [name, ...args] = command.map(asText);
      if (name === undefined) throw new RedisError("ERR empty command");
      return run(name, args);
    },
    subscribe(target, isPattern, listener) {
      const entry = { target, matches: isPattern ? globToRegExp(target) : null, listener };
      listeners.add(entry);
      return () => listeners.delete(entry);
    },
    flush: () => keys.clear(),
  };
}

/** The client serialises objects itself; a number or a boolean arrives as JSON and is stored as text. */
const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value ?? null));
