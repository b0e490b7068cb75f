import { runConsole } from './run.ts';

/**
 * The script of the console: a typed function of this program, served as its own source text, as the local group's page
 * does it. The price: it may use only what is inside it.
 */
export const consoleScript = `'use strict';\n(${runConsole.toString()})();\n`;
