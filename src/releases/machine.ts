/** An NVIDIA GPU. */
export interface Gpu {
  readonly name: string;
  readonly memoryBytes: number;
  readonly freeBytes: number;
  /** Why TeleChat Writer cannot compute on it; absent where it can. */
  readonly unusable?: string;
}

/** What of a machine decides which model is right for it. */
export interface Machine {
  readonly memoryBytes: number;
  readonly freeMemoryBytes: number;
  /** Of the disk that models are on. */
  readonly freeDiskBytes: number;
  /** Bytes a second that the processor moves from and to memory. */
  readonly memoryBandwidth: number;
  /** The one with the most memory, where there is any. */
  readonly gpu?: Gpu;
}
