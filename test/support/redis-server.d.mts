/** Types of redis-server.mjs, which is plain JavaScript because the global set-up loads it uncompiled. */
export interface RedisServer {
  readonly url: string;
  /** How many databases it has (SELECT 0 to databases - 1). */
  readonly databases: number;
  readonly pid: number;
  /** Ends it in good order, or as a crash would (SIGKILL); resolves when the process is gone. May be called twice. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** True where a `redis-server` stands in PATH. */
export function hasRedisServer(): boolean;

/** Starts a Redis server without persistence on 127.0.0.1, on the port given or a free one; it never outlives this process. */
export function startRedis(port?: number): Promise<RedisServer>;
