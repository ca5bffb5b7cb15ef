/** True in `vite build --mode demo`. The bundler drops everything behind it from the other build. */
declare const __LAB__: boolean;
