import { createHash } from "node:crypto";
import fengari from "fengari";
import { printed, type Reply, Status } from "./arguments";
import { RedisError } from "./keyspace";

const { lua, lauxlib, lualib, to_jsstring, to_luastring } = fengari;
type LuaState = ReturnType<typeof lauxlib.luaL_newstate>;

export const sha1 = (text: string) => createHash("sha1").update(text).digest("hex");

export type Scripts = {
  load(source: string): string;
  has(sha: string): boolean;
  run(sha: string, keys: readonly string[], args: readonly string[]): Reply;
  flush(): void;
};

const LIBRARIES = [
  ["_G", lualib.luaopen_base],
  ["table", lualib.luaopen_table],
  ["string", lualib.luaopen_string],
  ["math", lualib.luaopen_math],
] as const;
/** A script must not reach files, and a random one could not be repeated. */
const REMOVED = ["dofile", "loadfile", "print", "collectgarbage"];

/** Lua scripts over the commands of Redis. Scripts run one at a time and whole, because nothing here is asynchronous. */
export function createScripts(call: (command: string, args: readonly string[]) => Reply): Scripts {
  const state = lauxlib.luaL_newstate();
  for (const [name, open] of LIBRARIES) {
    lauxlib.luaL_requiref(state, to_luastring(name), open, true);
    lua.lua_pop(state, 1);
  }
  for (const name of REMOVED) {
    lua.lua_pushnil(state);
    lua.lua_setglobal(state, to_luastring(name));
  }
  defineRedis(state, call);
  const refs = new Map<string, number>();

  return {
    load(source) {
      const sha = sha1(source);
      if (refs.has(sha)) return sha;
      // Upstash lets a script begin with flags in the manner of a shebang, which Lua does not read.
      const code = to_luastring(source.replace(/^#![^\n]*/, ""));
      if (lauxlib.luaL_loadbuffer(state, code, null, to_luastring("@user_script")) !== lua.LUA_OK) {
        throw new RedisError(`ERR Error compiling script: ${popText(state)}`);
      }
      refs.set(sha, lauxlib.luaL_ref(state, lua.LUA_REGISTRYINDEX));
      return sha;
    },
    has: (sha) => refs.has(sha),
    flush: () => refs.clear(),
    run(sha, keys, args) {
      const ref = refs.get(sha);
      if (ref === undefined) throw new RedisError("NOSCRIPT No matching script. Please use EVAL.");
      const top = lua.lua_gettop(state);
      try {
        setList(state, "KEYS", keys);
        setList(state, "ARGV", args);
        lua.lua_rawgeti(state, lua.LUA_REGISTRYINDEX, ref);
        if (lua.lua_pcall(state, 0, 1, 0) !== lua.LUA_OK) throw new RedisError(errorText(state));
        return toReply(state, -1);
      } finally {
        lua.lua_settop(state, top);
      }
    },
  };
}

function popText(state: LuaState): string {
  const text = lua.lua_tostring(state, -1);
  lua.lua_pop(state, 1);
  return text === null ? "unknown error" : to_jsstring(text);
}

/** Errors of `redis.call` travel through Lua as a table, as in Redis; everything else is the script's own. */
function errorText(state: LuaState): string {
  if (lua.lua_type(state, -1) === lua.LUA_TTABLE) {
    lua.lua_getfield(state, -1, to_luastring("err"));
    return popText(state);
  }
  return `ERR ${popText(state)}`;
}

function setList(state: LuaState, name: string, items: readonly string[]): void {
  lua.lua_createtable(state, items.length, 0);
  for (const [index, item] of items.entries()) {
    lua.lua_pushstring(state, to_luastring(item));
    lua.lua_rawseti(state, -2, index + 1);
  }
  lua.lua_setglobal(state, to_luastring(name));
}

function pushField(state: LuaState, name: "ok" | "err", text: string): void {
  lua.lua_createtable(state, 0, 1);
  lua.lua_pushstring(state, to_luastring(text));
  lua.lua_setfield(state, -2, to_luastring(name));
}

/** Lua has no null: Redis hands an absent value to a script as false. */
function pushReply(state: LuaState, reply: Reply): void {
  if (reply === null) lua.lua_pushboolean(state, false);
  else if (typeof reply === "string") lua.lua_pushstring(state, to_luastring(reply));
  else if (typeof reply === "number") lua.lua_pushinteger(state, reply);
  else if (reply instanceof Status) pushField(state, "ok", reply.text);
  else {
    lua.lua_createtable(state, reply.length, 0);
    for (const [index, item] of reply.entries()) {
      pushReply(state, item);
      lua.lua_rawseti(state, -2, index + 1);
    }
  }
}

function toReply(state: LuaState, index: number): Reply {
  switch (lua.lua_type(state, index)) {
    case lua.LUA_TSTRING:
      return text(state, index);
    case lua.LUA_TNUMBER:
      return Math.trunc(lua.lua_tonumber(state, index)); // Redis drops the fraction of what a script returns
    case lua.LUA_TBOOLEAN:
      return lua.lua_toboolean(state, index) ? 1 : null;
    case lua.LUA_TTABLE:
      return tableReply(state);
    default:
      return null;
  }
}

const text = (state: LuaState, index: number) => {
  const bytes = lua.lua_tostring(state, index);
  return bytes === null ? "" : to_jsstring(bytes);
};

/** The table on top of the stack. */
function tableReply(state: LuaState): Reply {
  for (const name of ["err", "ok"] as const) {
    lua.lua_getfield(state, -1, to_luastring(name));
    const isSet = lua.lua_type(state, -1) === lua.LUA_TSTRING;
    const value = isSet ? text(state, -1) : "";
    lua.lua_pop(state, 1);
    if (isSet && name === "err") throw new RedisError(value);
    if (isSet) return new Status(value);
  }
  const items: Reply[] = [];
  for (let at = 1; ; at++) {
    lua.lua_rawgeti(state, -1, at);
    const isEnd = lua.lua_isnil(state, -1);
    if (!isEnd) items.push(toReply(state, -1));
    lua.lua_pop(state, 1);
    if (isEnd) return items;
  }
}

/** Lua 5.3 tells 5 from 5.0; Redis' Lua does not, so a whole number is printed without its fraction. */
function argumentAt(state: LuaState, index: number): string {
  const type = lua.lua_type(state, index);
  if (type === lua.LUA_TNUMBER) return printed(lua.lua_tonumber(state, index));
  if (type === lua.LUA_TSTRING) return text(state, index);
  throw new RedisError("ERR Lua redis lib command arguments must be strings or integers");
}

function defineRedis(state: LuaState, call: (command: string, args: readonly string[]) => Reply): void {
  const invoke = (isProtected: boolean) => (L: LuaState) => {
    try {
      const [command, ...args] = Array.from({ length: lua.lua_gettop(L) }, (_, index) => argumentAt(L, index + 1));
      if (command === undefined) throw new RedisError("ERR Please specify at least one argument for this redis.call()");
      pushReply(L, call(command, args));
      return 1;
    } catch (error) {
      if (!(error instanceof RedisError)) throw error;
      pushField(L, "err", error.message);
    }
    return isProtected ? 1 : lua.lua_error(L);
  };
  const reply = (name: "ok" | "err") => (L: LuaState) => {
    pushField(L, name, argumentAt(L, 1));
    return 1;
  };
  const functions: Record<string, (L: LuaState) => number> = {
    call: invoke(false),
    pcall: invoke(true),
    error_reply: reply("err"),
    status_reply: reply("ok"),
    sha1hex: (L) => {
      lua.lua_pushstring(L, to_luastring(sha1(argumentAt(L, 1))));
      return 1;
    },
    log: () => 0,
  };
  lua.lua_createtable(state, 0, Object.keys(functions).length);
  for (const [name, fn] of Object.entries(functions)) {
    lua.lua_pushcfunction(state, fn);
    lua.lua_setfield(state, -2, to_luastring(name));
  }
  for (const [level, name] of ["LOG_DEBUG", "LOG_VERBOSE", "LOG_NOTICE", "LOG_WARNING"].entries()) {
    lua.lua_pushinteger(state, level);
    lua.lua_setfield(state, -2, to_luastring(name));
  }
  lua.lua_setglobal(state, to_luastring("redis"));
}
