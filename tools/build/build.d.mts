export declare function fingerprint(): string;
export declare function bundleServer(): Promise<void>;
export declare function build(options?: { force?: boolean }): Promise<boolean>;
