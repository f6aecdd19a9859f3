/** How a model reaches the application. The catalogue, the rules and the report all speak of these five. */
export const HOSTING_MODES = ['real-time', 'serverless', 'async', 'batch', 'embedded'] as const;
export type Mode = (typeof HOSTING_MODES)[number];

/** What a rehearsal plays: a hosting mode, or a data pipeline, which hosts nothing. */
export type PlayedMode = Mode | 'pipeline';
