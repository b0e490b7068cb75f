import { createCards } from './cards.ts';
import { createClock } from './clock.ts';
import { createComposer } from './composer.ts';
import { createDesk } from './desk.ts';
import { createDom } from './dom.ts';
import { runPage } from './page.ts';
import { createPeople } from './people.ts';
import { createProgram } from './program.ts';
import { createRooms } from './rooms.ts';
import { createStream } from './stream.ts';
import { createVoice } from './voice.ts';

const parts = {
  createDom,
  createVoice,
  createProgram,
  createCards,
  createClock,
  createRooms,
  createPeople,
  createDesk,
  createComposer,
  createStream,
};
export type ClientParts = typeof parts;

/**
 * The client script: typed functions of this program, served as their own source text. So the compiler checks them,
 * they are the same from dist and in the tests, and there is neither a bundler nor a file to copy. The price: each
 * function may use only what is inside it and what it is handed, and the compiler knows the browser's names in all of src.
 */
export const clientScript = `'use strict';
(${runPage.toString()})({
${Object.entries(parts)
  .map(([name, part]) => `${name}: ${part.toString()}`)
  .join(',\n')}
});
`;
