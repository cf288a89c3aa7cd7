/** How an exported Word file is set, by the names that the command line and the setting know. */
export const exportStyles = ['business', 'official', 'thesis', 'plain'] as const;

/**
 * `business`: Chinese business documents; `official`: 公文 by GB/T 9704-2012; `thesis`: with contents and numbered captions;
 * `plain`: without colours and shading.
 */
export type ExportStyle = (typeof exportStyles)[number];
