declare const brand: unique symbol;

/** A primitive that only one place may mint: ids of different things do not compile into each other. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
