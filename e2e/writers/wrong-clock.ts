/** For a process that has a wrong clock: hours, or `jumps`. By itself, since what runs in that process must not load the testkit. */
export const clockVariable = 'IMAGE_FACTORY_TEST_CLOCK';
