/**
 * How long a test waits in real time for what another process, a browser or a library does. It only decides how soon a
 * broken test says so: a machine that is busy otherwise must never be what fails it.
 */
export const patienceMs = 60_000;
