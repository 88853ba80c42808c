/** The part of fengari that is used here; the package has no types of its own. */
declare module "fengari" {
  type LuaState = { readonly lua: unique symbol };
  type LuaString = Uint8Array;
  type CFunction = (state: LuaState) => number;

  const fengari: {
    to_luastring(text: string): LuaString;
    to_jsstring(text: LuaString): string;
    lua: {
      LUA_OK: number;
      LUA_TNIL: number;
      LUA_TBOOLEAN: number;
      LUA_TNUMBER: number;
      LUA_TSTRING: number;
      LUA_TTABLE: number;
      LUA_REGISTRYINDEX: number;
      lua_createtable(state: LuaState, array: number, record: number): void;
      lua_error(state: LuaState): number;
      lua_getfield(state: LuaState, index: number, key: LuaString): number;
      lua_gettop(state: LuaState): number;
      lua_isnil(state: LuaState, index: number): boolean;
      lua_pcall(state: LuaState, args: number, results: number, handler: number): number;
      lua_pop(state: LuaState, count: number): void;
      lua_pushboolean(state: LuaState, value: boolean): void;
      lua_pushcfunction(state: LuaState, fn: CFunction): void;
      lua_pushinteger(state: LuaState, value: number): void;
      lua_pushnil(state: LuaState): void;
      lua_pushnumber(state: LuaState, value: number): void;
      lua_pushstring(state: LuaState, value: LuaString): void;
      lua_rawgeti(state: LuaState, index: number, at: number): number;
      lua_rawseti(state: LuaState, index: number, at: number): void;
      lua_setfield(state: LuaState, index: number, key: LuaString): void;
      lua_setglobal(state: LuaState, name: LuaString): void;
      lua_settop(state: LuaState, index: number): void;
      lua_toboolean(state: LuaState, index: number): boolean;
      lua_tonumber(state: LuaState, index: number): number;
      lua_tostring(state: LuaState, index: number): LuaString | null;
      lua_type(state: LuaState, index: number): number;
    };
    lauxlib: {
      luaL_loadbuffer(state: LuaState, code: LuaString, size: number | null, name: LuaString): number;
      luaL_newstate(): LuaState;
      luaL_ref(state: LuaState, table: number): number;
      luaL_requiref(state: LuaState, name: LuaString, open: CFunction, isGlobal: boolean): void;
    };
    lualib: {
      luaopen_base: CFunction;
      luaopen_table: CFunction;
      luaopen_string: CFunction;
      luaopen_math: CFunction;
    };
  };
  export default fengari;
}
