/** The port of TeleChat's own service, by which its documentation calls it. */
export const SERVICE_PORT = 8070;
