export { type RedisOptions, type RunningRedis, startRedis } from "./server";
