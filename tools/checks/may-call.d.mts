export declare const mayCall: Readonly<Record<string, readonly string[]>>;
